"""Names of things inside sentences: fields, roles, units, checks, what is read."""

from __future__ import annotations

from pleo_erp_module.messages.sentence import Sentences

LABEL_SENTENCES: Sentences = {
    "field_name": "name",
    "field_code": "code",
    "field_external_id": "external ID",
    "field_tax_code_external_id": "tax code",
    "role_administrator": "administrator",
    "role_bookkeeper": "bookkeeper",
    "unit_accounts": "accounts",
    "unit_tag_groups": "tag groups",
    "unit_tags": "tags {code}",
    "entity_company": "the company",
    "entity_companies": "the companies",
    "entity_dimensions": "the dimensions",
    "entity_values": "the values of a dimension",
    "entity_accounts": "the accounts",
    "entity_tax_codes": "the tax codes",
    "entity_vendors": "the vendors",
    "entity_tables": "the list of tables",
    "entity_database": "the database",
    "entity_erp": "the ERP",
    "check_database": "database",
    "check_tables": "the module's tables",
    "check_erp": "ERP",
    "check_key_file": "key file",
    "check_pace": "request rate",
    "check_connection": "connection of company {company}",
    "check_reading": "what company {company} reads",
    "check_rows": "ERP rows of company {company}",
    "check_run": "last run of company {company}",
    "own_database": "the database of the module's tables",
}
