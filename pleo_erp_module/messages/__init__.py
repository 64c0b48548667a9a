"""What the module says: sentences by code, their translations, and the one renderer.

A message is a code with facts (`pleo_erp_hookspecs.Message`) all the way up; `Renderer` makes a sentence of it where it leaves
the module.
"""

from pleo_erp_module.messages.answer_renderer import rendered
from pleo_erp_module.messages.catalogue import LANGUAGES, catalogue
from pleo_erp_module.messages.renderer import Renderer, render
from pleo_erp_module.messages.sentence import ErrorSentence, Plural
from pleo_erp_module.messages.sentence_index import cause
from pleo_erp_module.messages.vocabulary import Vocabulary

__all__ = ["LANGUAGES", "ErrorSentence", "Plural", "Renderer", "Vocabulary", "catalogue", "cause", "render", "rendered"]
