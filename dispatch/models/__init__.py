from .assignment import Assignment
from .dispatch import Dispatch
from .plan import EscalationPlan, EscalationStep
from .timer import Pulse, Timer

__all__ = ["Assignment", "Dispatch", "EscalationPlan", "EscalationStep", "Pulse", "Timer"]
