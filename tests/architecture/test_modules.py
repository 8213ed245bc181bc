# SPDX-License-Identifier: AGPL-3.0-or-later
"""A module depends only on the kernel and on what its manifest requires."""

import grimp
import pytest
from django.apps import apps
from django.db.models import ForeignKey

from ruche.kernel.modules.registry import manifests, module_of


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph("ruche", exclude_type_checking_imports=True, cache_dir=None)


@pytest.mark.parametrize("name", sorted(manifests()))
def test_imports_only_what_it_requires(name, graph):
    manifest = manifests()[name]
    inside = graph.find_descendants(manifest.package) | {manifest.package}
    imported = {module_of(target) for module in inside for target in graph.find_modules_directly_imported_by(module)}
    assert imported - {None, name} <= {*manifest.requires, *manifest.optional_with}


@pytest.mark.parametrize(
    "model", [model for model in apps.get_models() if module_of(model.__module__)], ids=lambda model: model._meta.label
)
def test_foreign_keys_stay_in_the_kernel_or_in_required_modules(model):
    own = module_of(model.__module__)
    for field in model._meta.local_concrete_fields:
        if isinstance(field, ForeignKey):
            target = module_of(field.related_model.__module__)
            assert target in {None, own, *manifests()[own].requires}, field
            if target != own:
                assert field.remote_field.hidden, f"{field} needs related_name='+'"
