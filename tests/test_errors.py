import pickle

import pytest

from tocsin import errors
from tocsin.errors import InputError, InvalidValue, Problem, StoreError, TocsinError, UnknownName, nearest_name


def test_every_error_is_in_the_one_tree_and_has_an_exit_code() -> None:
    classes = [item for item in vars(errors).values() if isinstance(item, type) and issubclass(item, Exception)]
    assert len(classes) >= 5
    for error in classes:
        assert issubclass(error, TocsinError)
        assert error.exit_code != 0
    assert InputError.exit_code == UnknownName.exit_code == InvalidValue.exit_code == 2
    assert StoreError.exit_code != 2


def test_a_problem_says_where_what_and_what_instead() -> None:
    problem = Problem("no city is called 'mosocw'", "case.yaml", 12, "inputs.capital", "one of moscow, tula", "moscow")
    assert str(problem) == (
        "case.yaml:12: inputs.capital: no city is called 'mosocw'; expected one of moscow, tula; did you mean 'moscow'?"
    )
    assert str(Problem("bad", line=3)) == "line 3: bad"
    assert str(Problem("bad")) == "bad"


def test_an_input_error_lists_all_its_problems() -> None:
    error = InputError([Problem("one", "f", 1), Problem("two", "f", 2)])
    assert str(error) == "2 problems\n  f:1: one\n  f:2: two"
    assert str(InputError([Problem("one")])) == "one"
    with pytest.raises(ValueError, match="at least one"):
        InputError([])


def test_an_unknown_name_offers_the_nearest() -> None:
    error = UnknownName("case", "march-on-moscw-2023", ["kornilov-1917", "march-on-moscow-2023"])
    assert error.problems[0].nearest == "march-on-moscow-2023"
    assert "did you mean 'march-on-moscow-2023'?" in str(error)
    assert "one of kornilov-1917" in str(error)
    assert UnknownName("case", "zzz", ["kornilov-1917"]).problems[0].nearest is None
    assert UnknownName("case", "a", [f"case-{n}" for n in range(50)]).problems[0].expected.endswith("and 38 more")


def test_nearest_name_ignores_case() -> None:
    assert nearest_name("MOSCOW", ["moscow", "tula"]) == "moscow"
    assert nearest_name("anything", []) is None


@pytest.mark.parametrize(
    "error", [InputError([Problem("x", "f", 1)]), UnknownName("case", "a", ["ab"], "f", 2, "k"), InvalidValue("x")]
)
def test_errors_reach_other_processes(error: TocsinError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert str(copy) == str(error)


def test_many_names_are_listed_where_none_is_near() -> None:
    known = [f"case-{number}" for number in range(30)]
    assert "one of case-0, case-1" in str(UnknownName("case", "nope", known))
    assert "and 18 more" in str(UnknownName("case", "nope", known))
    assert "one of" not in str(UnknownName("case", "case-01", known))
