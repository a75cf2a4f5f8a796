"""Which incidents have to do with a service or with files."""

from __future__ import annotations

from pathlib import Path

import pytest

from postmortem_archive import Archive
from postmortem_archive.insight.touching import FOUND_AT_MOST, Sought, touching

ARCHIVE = {
    "2024-01-01-checkout.md": ("services: [checkout-api]\ntags: [terraform]", "The file `charts/checkout-api/values.yaml` was wrong."),
    "2024-01-02-ingress.md": ("tags: [ingress-nginx]", "Nothing was lost."),
    "2024-01-03-dns.md": ("teams: [network]", "In infra/terraform/dns/zones.tf. And terraform/dns/records.tf, modules/x.tf, terraform/dns/a/b.tf."),
    "2024-01-04-words.md": ("", "A certificate of the gateway expired."),
    "2024-01-05-withdrawn.md": ("status: withdrawn\nservices: [checkout-api]", "Nothing."),
    "2024-01-06-yaml.md": ("", "A certificate in main.yaml, and a yaml error in src."),
}  # fmt: skip


@pytest.fixture
def archive(archive_at) -> Archive:
    files = {
        name: f"---\ntitle: Something broke\ndate: {name[:10]}\n{front}\n---\n\n## Summary\n\n{body}\n".encode()
        for name, (front, body) in ARCHIVE.items()
    }
    return Archive.open(archive_at(files))


def found(archive: Archive, *patterns: str, services: tuple[str, ...] = ()) -> dict[str, tuple[str, ...]]:
    return {one.incident.slug[11:]: one.because for one in touching(archive, services, patterns)}


def test_by_service_without_what_was_withdrawn(archive: Archive) -> None:
    assert found(archive, services=("checkout-api",)) == {"checkout": ("service checkout-api",)}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("terraform/dns/**", {"dns": ("names infra/terraform/dns/zones.tf, terraform/dns/records.tf, terraform/dns/a/b.tf",)}),
        ("terraform/dns/*.tf", {"dns": ("names infra/terraform/dns/zones.tf, terraform/dns/records.tf",)}),
        ("/terraform/dns/records.tf", {"dns": ("names terraform/dns/records.tf",)}),
        ("charts/checkout-api/**", {"checkout": ("names charts/checkout-api/values.yaml", "service checkout-api")}),
        ("services/checkout_api/main.go", {"checkout": ("service checkout-api",)}),
        ("k8s/ingress-nginx/*.yaml", {"ingress": ("tag ingress-nginx",)}),
        ("k8s/ingress-nginx.yaml", {"ingress": ("tag ingress-nginx",)}),
        ("terraform/**", {"dns": ("names infra/terraform/dns/zones.tf, terraform/dns/records.tf, terraform/dns/a/b.tf",), "checkout": ("tag terraform",)}),
        ("network/*", {"dns": ("team network",)}),
        ("src/gateway/certificates/**", {"words": ("speaks of gateway, certificates",)}),
        ("src/main/**", {}),
        ("**/*.yaml", {"yaml": ("names main.yaml",), "checkout": ("names charts/checkout-api/values.yaml",)}),
        ("nothing/like/this", {}),
        ("[", {}),
        ("!x", {}),
    ],
)  # fmt: skip
def test_by_path_with_the_reason(archive: Archive, pattern: str, expected: dict[str, tuple[str, ...]]) -> None:
    assert found(archive, pattern) == expected


ROUTES = "Both `web/app/[slug]/page.tsx` and app/[user-id]/page.tsx, a/[[...all]]/x.ts, a\\ and src/app/s/page.tsx; https://example.org/app/[slug]/page.tsx."


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("app/[slug]/page.tsx", ("web/app/[slug]/page.tsx", "src/app/s/page.tsx")),  # the name first, then the pattern
        ("app/[user-id]/page.tsx", ("app/[user-id]/page.tsx",)),  # no pattern: "r-i" is no range
        ("app/[other-id]/page.tsx", ()),
        ("a/[[...all]]/x.ts", ("a/[[...all]]/x.ts",)),
        ("a\\", ("a\\",)),
        ("app/[user-id]", ()),  # a folder is not the file in it
    ],
)
def test_a_name_with_brackets_is_first_of_all_a_name(archive_at, pattern: str, expected: tuple[str, ...]) -> None:
    text = f"---\ntitle: x\ndate: 2024-01-02\n---\n\n{ROUTES}\n"
    (draft,) = Archive.open(archive_at({"2024-01-02-x.md": text.encode()})).drafts
    assert Sought.of([pattern]).named_in(draft) == expected


def test_a_part_of_an_address_is_no_file(archive_at) -> None:
    text = "---\ntitle: x\ndate: 2024-01-02\n---\n\nSee https://example.org/terraform/dns/main.tf and terraform/dns/.\n"
    (draft,) = Archive.open(archive_at({"2024-01-02-x.md": text.encode()})).drafts
    assert Sought.of(["terraform/**", "main.tf"]).named_in(draft) == ("terraform/dns/",)


def test_newest_first_and_each_once(archive: Archive) -> None:
    both = touching(archive, ["checkout-api"], ["terraform/dns/**", "terraform/**", "terraform/**"])
    assert [one.incident.slug[:10] for one in both] == ["2024-01-03", "2024-01-01"]
    assert both[1].because == ("service checkout-api", "tag terraform")


def test_the_search_adds_only_a_few(archive_at) -> None:
    text = "---\ntitle: The gateway stood still\ndate: {}\n---\n\n## Summary\n\nA gateway.\n"
    days = [f"2024-01-{day:02}" for day in range(1, 20)]
    other = {"2024-02-01-other.md": text.format("2024-02-01").replace("gateway", "mailer").encode()}
    archive = Archive.open(archive_at({f"{day}-x.md": text.format(day).encode() for day in days} | other))
    assert len(touching(archive, [], ["gateway/**"])) == FOUND_AT_MOST


def test_what_only_the_internal_audience_sees_is_not_found_for_the_public(archive_at) -> None:
    text = "---\ntitle: x\ndate: 2024-01-02\nvisibility: public\n---\n\n## Summary\n\nSeen.\n\n<!-- internal -->\nIn secret/plan.tf.\n<!-- /internal -->\n"
    everything = Archive.open(archive_at({"2024-01-02-x.md": text.encode()}))
    assert [Sought.of(["secret/**"]).named_in(draft) for draft in everything.drafts] == [("secret/plan.tf",)]
    public = everything.for_audience("public", drafts=False)
    assert touching(public, [], ["secret/**"]) == ()


def test_the_archive_of_this_repository_has_nothing_for_a_folder_every_repository_has() -> None:
    archive = Archive.open(Path(__file__).parents[2])
    assert touching(archive, [], ["src/main/**", "lib/index.js"]) == ()
