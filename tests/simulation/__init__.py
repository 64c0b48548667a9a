"""Companies over weeks and years, apart from `reconcile`: the coverage of its tests is measured, which takes as long again."""
