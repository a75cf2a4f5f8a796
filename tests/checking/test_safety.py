"""Secrets and personal data: found where they are, and not where they only look like it."""

from __future__ import annotations

import pytest

HEAD = "---\ntitle: x\ndate: 2024-03-01\nstatus: review\n---\n\n"
MIXED = "aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5zA7b"
# Put together here, so that no scanner takes this file for a leak.
SECRETS = {
    "AWS Access Key": "AKIA" + "IOSFODNN7EXAMPLE",
    "AWS secret key": f"aws_secret_key = '{MIXED}'",
    "Artifactory": "key: AKC" + "p5bB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5zA7bC9dE1fG3hI5jK7lM9nO1pQ3rS5tU7v",
    "Azure storage": "AccountKey=" + (MIXED * 3)[:86] + "==",
    "basic auth": "postgres://shop:" + "s3cr3t-word@db/shop",
    "Discord": "MTk4NjIyNDgzNDcxOTI1MjQ4." + "Cl2FMQ." + "ZnCjm1XVW7vRze4b7Cq4se7kKWs",
    "GitHub": "ghp" + "_" + MIXED[:36],
    "GitLab": "glpat" + "-" + MIXED[:20],
    "IBM Cloud IAM": "ibm_cloud_iam_api_key = '" + (MIXED * 2)[:44] + "'",
    "JWT": "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0." + "dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
    "Mailchimp": "0123456789abcdef0123456789abcdef" + "-us12",
    "npm": "//packages.example.com/:_authToken=" + "npm_" + MIXED[:36],
    "OpenAI": "sk-" + MIXED[:20] + "T3BlbkFJ" + MIXED[:20],
    "private key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "PyPI": "pypi-" + "AgEIcHlwaS5vcmc" + MIXED * 2,
    "SendGrid": "SG." + MIXED[:22] + "." + (MIXED * 2)[:43],
    "Slack token": "xoxb-" + "123456789012-1234567890123-" + MIXED[:24],
    "Slack hook": "https://hooks.slack.com/services/" + "T00000001/B00000001/" + MIXED[:24],
    "SoftLayer": "sl_api_key = '" + "0123456789abcdef" * 4 + "'",
    "Square": "sq0csp-" + (MIXED * 2)[:43],
    "Stripe": "sk_live" + "_" + MIXED[:24],
    "Telegram": "110201543:" + (MIXED * 2)[:35],
    "Twilio": "AC" + "0123456789abcdef" * 2,
    "bearer": "curl -H 'Authorization: Bearer " + MIXED + "'",
    "password in quotes": 'password = "hunter2-again"',
    "password in code": "`DB_PASSWORD=hunter2-again`",
}
HARMLESS = (
    "The commit 9fceb02d0ae598e95dc970b74767f19372d61af8 and image sha256:" + "9f86d081884c7d659a2feaa0c55ad015" * 2,
    "The request 6f1ed002-ab5e-4d3b-9d4c-1f2c3a4b5c6d and trace 4bf92f3577b34da6a3ce929d0e0e4736 failed.",
    "See https://github.com/a/b/commit/9fceb02d0ae598e95dc970b74767f19372d61af8 and https://x.io/incidents/fmEL9i2fArADKawkZAa2.",
    "The secret: it was never rotated. Key: the token ran out in 2023.",
    "password: the one of 2019, of course",
    '`password = "<password>"`, `password: ${DB_PASSWORD1}`, `token=xxxxxxxxxxxxxxxxxxxxxxxx`, `secret = "changeme"`',
    "`secretName: checkout-tls-2024`, `password_file: /run/secrets/db1`, `secret = get_secret('db1')`",
    "https://user:password@host and postgres://shop:$PASSWORD@db, and git@github.com:a/b.git",
    "`arn:aws:iam::123456789012:role/checkout-service-role-production-2`",
    "aaaaaaaaaaaaaaaaaaaaaaaa0 ________________1 and ArtifactoryAPDexThreshold2",
)


def found(check, rule: str, text: str) -> list[tuple[int, int]]:
    return [(problem.line - 6, problem.column) for problem in check(HEAD + text) if problem.rule == rule]


@pytest.mark.parametrize("kind", SECRETS)
def test_finds_a_secret_of_every_kind_and_never_repeats_it(check, kind):
    problems = [problem for problem in check(HEAD + "```\n" + SECRETS[kind] + "\n```\n") if problem.rule == "secret"]
    assert [problem.line - 6 for problem in problems] == [2]
    assert MIXED[:12] not in problems[0].message


@pytest.mark.parametrize("text", HARMLESS)
def test_prose_with_hashes_ids_and_placeholders_holds_no_secret(check, text):
    assert found(check, "secret", text) == []


def test_finds_secrets_in_front_matter_comments_and_files_that_cannot_be_read(check):
    key = SECRETS["AWS Access Key"]
    assert found(check, "secret", f"Text.\n<!-- {key} -->") == [(2, 6)]
    broken = check(f"---\ntitle: [x\nkey: {key}\n---\n")
    assert {(problem.rule, problem.line) for problem in broken} == {("secret", 3), ("broken-yaml", 3)}


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("jane@shop.io", [1]),
        ("<mailto:jane@shop.io>", [9]),
        ("(jane.doe+x@mail.shop.co.uk)", [2]),
        ("`from 81.2.69.142:443`", [7]),
        ("http 81.2.69.142, 81.2.69.143.", [6, 19]),
        ("host 2a02:26f7:c0d:1::7 and 2606:4700:4700::1", [6, 29]),
        ("+44 20 7946 0018 or +49 (0)30 1234567 or 415-867-5309", [1, 21, 42]),
    ],
)
def test_finds_personal_data(check, text, columns):
    assert found(check, "personal-data", text) == [(1, column) for column in columns]


@pytest.mark.parametrize(
    "text",
    [
        "security@shop.io, no-reply@shop.io, jane@example.org, jane@mail.example.com, jane@shop.test, 1+a@users.noreply.github.com",
        "git@github.com:a/b.git, logo@2x.png, worker@1.service, @jane, react@18.2.0, actions/checkout@v4, user@localhost",
        "10.0.0.1, 172.16.3.4, 192.168.1.1, 127.0.0.1, 169.254.169.254, 192.0.2.1, 198.51.100.7, 203.0.113.9, 0.0.0.0, 224.0.0.1",
        "8.8.8.8, 1.1.1.1, 256.1.1.1, 81.2.69.142/24, 81.2.69.0.1, 1.2.3.4",
        "v81.2.69.142, version 81.2.69.142, libfoo-81.2.69.142, foo==81.2.69.142, foo:81.2.69.142 and the upgrade to 81.2.69.142",
        "::1, fe80::1, fd00::7, 2001:db8::1, 10:05:30, 00:1b:44:11:3a:b7, std::vector, Foo::Bar::baz, a::b, 2001:db8::/32",
        "10:00:00+02:00, 2024-03-01 10:00:00.123456, 1234567890, 123-456, +0000, PM-2024-001-0001, (212) 555-0123",
        "https://shop.io/jane@shop.io?ip=81.2.69.142",
        "12,345,678 requests; 100 200 300 400; ids 415-8675309 and 2024-03-01-415-867-5309",
    ],
)
def test_offices_examples_private_networks_and_versions_are_no_personal_data(check, text):
    assert found(check, "personal-data", text) == []
