"""Which companies there are, which are connected, and what connecting found."""

from typing import TypedDict

from pleo_erp_hookspecs.error_answers import ErrorAnswer
from pleo_erp_hookspecs.setting_answers import SettingAnswer


class CompanyAnswer(TypedDict):
    """One company of the ERP."""

    id: str
    """what the ERP calls it in its own tables"""
    name: str
    """its name in the ERP"""


class CompaniesAnswer(TypedDict):
    """What the view `companies` answers."""

    companies: list[CompanyAnswer]
    """by id; with a `limit` a page of them, by name"""
    more: bool
    """whether there are more than this page"""


class PleoCompanyAnswer(TypedDict):
    """One company in Pleo."""

    id: str
    """Pleo's id"""
    name: str | None
    """its name; null if the key may not read it"""


class SelectedAnswer(TypedDict):
    """One selected dimension."""

    code: str
    """its code, as the ERP spells it"""
    name: str
    """its name when it was selected"""


class ConnectionAnswer(TypedDict):
    """One ERP company paired with one Pleo company."""

    company: str
    """the ERP company's id"""
    company_name: str | None
    """what the ERP called it when it was connected; null of a connection that an earlier version made"""
    pleo_company: PleoCompanyAnswer
    """the Pleo company"""
    key_end: str | None
    """the last four characters of the API key; null of a connection that an earlier version made"""
    confirmed: bool
    """whether a plan was ever released"""
    paused: bool
    """whether no run may write now"""
    paused_at: str | None
    """since when, a moment"""
    paused_by: str | None
    """who paused it"""
    attention: int
    """how many warnings of the latest runs need attention; the view `doctor` shows them"""
    connected_at: str
    """a moment"""
    connected_by: str
    """who connected it"""
    selected: list[SelectedAnswer] | None
    """the selected dimensions; null before the first selection"""


class ConnectionsAnswer(TypedDict):
    """What the view `connections` answers."""

    connections: list[ConnectionAnswer]
    """by company"""
    more: bool
    """whether there are more than this page"""


class ErpAnswer(TypedDict):
    """The ERP that was recognised."""

    profile: str
    """the name of its profile"""
    title: str
    """what people call it"""


class ConnectAnswer(TypedDict):
    """What the action `connect` answers."""

    company: str
    """the ERP company's id"""
    pleo_company: PleoCompanyAnswer
    """the Pleo company that the key belongs to"""
    erp: ErpAnswer
    """the ERP"""
    language: str | None
    """the language of names which the ERP translates, such as `da_DK`; null: the ERP's own names"""
    proposed: list[str]
    """codes of dimensions that match a tag group in Pleo, at most five"""
    also_matching: list[str]
    """codes of more dimensions that do"""
    account_key: str
    """what identifies an account: `id` or `code`"""
    settings: list[SettingAnswer]
    """the settings that are proposed at connect, with the values in force"""
    warnings: list[ErrorAnswer]
    """what could not be read now"""


class DisconnectAnswer(TypedDict):
    """What the action `disconnect` answers."""

    company: str
    """the ERP company's id"""
    connected: bool
    """false"""


class PauseAnswer(TypedDict):
    """What the actions `pause` and `resume` answer."""

    company: str
    """the ERP company's id"""
    paused: bool
    """whether no run may write now"""
