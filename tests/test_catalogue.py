"""The services there are: of the settings, of a Backstage catalogue, and what is wrong with either."""

from __future__ import annotations

import pytest

from postmortem_archive.archive import Archive
from postmortem_archive.settings import Service, SettingsError, load_settings, read_settings
from postmortem_archive.writing.known import read_services

BACKSTAGE = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: checkout
  title: Checkout
  description: >
    Takes the money
    of customers.
  links:
    - {title: no address}
    - {url: https://wiki.example.org/checkout, title: Runbook}
    - {url: https://example.org/other}
spec:
  type: service
  owner: group:default/payments
---
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: {name: shop}
spec: {owner: nobody}
---
kind: Component
metadata: {name: invoices, links: [{url: 'javascript:alert(1)'}]}
spec: {owner: billing}
"""


def test_components_of_a_backstage_file_are_services_and_nothing_else_is(archive_at):
    services = load_settings(archive_at({"./catalog-info.yaml": BACKSTAGE}, "catalogue: catalog-info.yaml")).services
    assert services == {
        "checkout": Service(
            title="Checkout", owner="payments", description="Takes the money of customers.",
            link="https://wiki.example.org/checkout",
        ),
        "invoices": Service(owner="billing"),
    }  # fmt: skip


def test_what_mkdocs_yml_says_of_a_service_holds(archive_at):
    settings = "catalogue: sub/catalog-info.yaml\nservices: {checkout: shop-team, mail: }"
    services = load_settings(archive_at({"sub/catalog-info.yaml": BACKSTAGE}, settings)).services
    assert services["checkout"] == Service(owner="shop-team")
    assert services["mail"] == Service()
    assert set(services) == {"checkout", "invoices", "mail"}


def test_services_may_be_a_list():
    listed = [{"name": "checkout", "owner": "payments"}, {"name": "mail", "title": "Mail"}]
    assert read_settings({"services": listed}).services == {"checkout": Service(owner="payments"), "mail": Service(title="Mail")}


@pytest.mark.parametrize(
    ("services", "message"),
    [
        ([{"owner": "x"}], "extra.archive.services: each service of the list needs a 'name'"),
        ([{"name": "a"}, {"name": "a"}], "extra.archive.services: there is more than one service 'a'"),
        ({"a": {"ownr": "x"}}, "extra.archive.services.a.ownr: there is no such entry"),
        ({"a": {"link": "javascript:x"}}, "'javascript:x' is no address of a web page: it begins with https://"),
        ("a", "extra.archive.services: "),
    ],
)
def test_services_that_cannot_be_read_are_told_in_one_sentence(services, message):
    with pytest.raises(SettingsError) as raised:
        read_settings({"services": services})
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("kind: Component\nmetadata: {name: a\nspec: x\n", "c.yaml:3: cannot be read as YAML: expected ',' or '}', but got ':'"),
        ("kind: Component\nmetadata:\n  title: A\n", "c.yaml:1: a Component needs its name under 'metadata', as in 'metadata: {name: checkout}'"),
        ("- a\n- b\n", "c.yaml:1: each document of a catalogue is an entity with a 'kind', such as 'kind: Component'"),
        ("kind: !!python/object:os.system x\n", "c.yaml:1: cannot be read as YAML: could not determine a constructor"),
        (
            "kind: Component\nmetadata: {name: a}\n---\nkind: Component\nmetadata: {name: a}\n---\n\nkind: Component\n",
            "c.yaml:4: 'a' is also the name of the Component in line 1; c.yaml:8: a Component needs its name",
        ),
        (b"\xff\xfe", "c.yaml: the catalogue of services cannot be read: it is not UTF-8 text"),
        (None, "c.yaml: the catalogue of services cannot be read: No such file or directory"),
    ],
)  # fmt: skip
def test_a_bad_catalogue_is_told_in_one_sentence_with_path_and_line(archive_at, text, message):
    files = {} if text is None else {"./c.yaml": text}
    with pytest.raises(SettingsError) as raised:
        load_settings(archive_at(files, "catalogue: c.yaml"))
    assert str(raised.value).startswith("mkdocs.yml: extra.archive.catalogue: c.yaml")
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


INCIDENT = "---\ntitle: Down\ndate: 2024-03-01\nservices: [checkout, mail]\nvisibility: public\n---\n\nText.\n"


def test_a_group_of_a_known_service_is_called_as_the_catalogue_calls_it_but_never_in_public(archive_at):
    root = archive_at({"./catalog-info.yaml": BACKSTAGE, "2024-03-01-down.md": INCIDENT}, "catalogue: catalog-info.yaml")
    archive = Archive.open(root)
    group = archive.for_audience("internal", drafts=False).group("services", "checkout")
    assert (group.slug, group.label, group.description) == ("checkout", "Checkout", "Takes the money of customers.")
    public = archive.for_audience("public", drafts=False)
    group = public.group("services", "checkout")
    assert (group.slug, group.label, group.description) == ("checkout", "checkout", "")
    assert public.settings.services == {}
    assert public.settings.catalogue is None


def test_services_that_only_the_catalogue_has_are_offered_after_those_of_the_archive(archive_at):
    root = archive_at({"2024-03-01-down.md": INCIDENT})
    assert read_services(root / "postmortems", {"zebra": 1, "checkout": 1, "ape": 1}) == ("checkout", "mail", "ape", "zebra")
