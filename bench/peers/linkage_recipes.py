"""What the peers of `linkage.py` are told about each set: how to clean it, what to compare, where to look for pairs."""

import csv
from dataclasses import dataclass, field

import pandas as pd

# Lower case without marks, single spaces; nothing for an empty cell.
BARE = "lower(strip_accents(replace(replace({0}, 'Đ', 'D'), 'đ', 'd')))"
PLAIN = rf"nullif(trim(regexp_replace({BARE}, '\s+', ' ', 'g')), '')"


def plain(column):
    return PLAIN.format(column)


@dataclass
class Recipe:
    """One set: `select` for each file, Splink's rules and comparisons, the blocks and features of recordlinkage."""

    selects: list
    comparisons: object
    blocks: list
    sure: list
    sure_recall: float
    learn_on: list
    simple_blocks: list
    compare: list
    u_pairs: float = 2e6
    # What the selects join, by its name.
    tables: dict = field(default_factory=dict)

    def queries(self, paths):
        selects = self.selects[-len(paths):] if len(self.selects) >= len(paths) else self.selects * len(paths)
        rows = [f"read_csv('{path}', all_varchar = true)" for path in paths]
        return [s.replace("ROWS", row) if "ROWS" in s else f"{s} from {row}" for s, row in zip(selects, rows)]

    def features(self, pairs, frames, unknown):
        """Ones and zeros, as the classifier wants: alike, and, if it may, once more alike or unknown."""
        import recordlinkage

        compare = recordlinkage.Compare(n_jobs=1)
        for column, how, least in self.compare:
            label = f"{column} {how} {least}"
            if how == "exact":
                compare.exact(column, column, label=label, missing_value=float("nan"))
            else:
                compare.string(column, column, method=how, label=label, missing_value=float("nan"))
        values = compare.compute(pairs, *frames)
        made = {}
        for column, how, least in self.compare:
            value = values[f"{column} {how} {least}"]
            alike = value >= (least or 1)
            made[f"{column} {how} {least}"] = alike
            if unknown and value.isna().any():
                made[f"{column} {how} {least} or unknown"] = alike | value.isna()
        made = pd.DataFrame(made).astype("int8")
        return made.loc[:, made.nunique() == 2]


def recipe_of(path):
    with open(path, encoding="utf-8") as file:
        header = set(next(csv.reader(file)))
    for column, recipe in (("full_name", vietnamese_list), ("soc_sec_id", febrl), ("email", fake_people),
                           ("fname_c1", german)):
        if column in header:
            return recipe()
    if "Ho ten" in header or "Họ và tên" in header:
        from linkage_offices import offices

        return offices()
    raise SystemExit(f"{path}: no recipe for these columns")


def vietnamese_list():
    """The synthetic register and vaccination list."""
    import splink.comparison_library as cl

    name = plain("full_name")
    select = f"""select uid as unique_id, {name} as name, split_part({name}, ' ', 1) as surname,
        split_part({name}, ' ', -1) as given, case when length(birth) = 10 then birth end as dob,
        left(nullif(birth, ''), 4) as year, sex, nullif(phone, '') as phone, nullif(national_id, '') as id_number, ward,
        regexp_extract(address, '([0-9]+)', 1) as house, regexp_extract(address, '([0-9]+)$', 1) as street,
        house || ' ' || street as address"""
    blocks = [("id_number",), ("phone",), ("dob", "surname"), ("dob", "given"), ("name", "year"),
              ("house", "street", "year"), ("name", "ward")]
    return Recipe(
        selects=[select],
        comparisons=lambda: [
            cl.JaroWinklerAtThresholds("name", [0.95, 0.9, 0.8]).configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("dob", [1, 2]), cl.ExactMatch("year"), cl.ExactMatch("sex"),
            cl.LevenshteinAtThresholds("phone", [1]), cl.LevenshteinAtThresholds("id_number", [1]),
            cl.ExactMatch("ward").configure(term_frequency_adjustments=True), cl.ExactMatch("house"),
            cl.ExactMatch("street")],
        blocks=blocks,
        sure=[("id_number",), ("phone", "name"), ("dob", "name", "ward")], sure_recall=0.7,
        learn_on=[("id_number",), ("dob", "given")],
        simple_blocks=blocks,
        # With ward, house and street apart, or with the ward at all, it learns households instead of people.
        compare=[("name", "jarowinkler", 0.9), ("name", "exact", None), ("dob", "damerau_levenshtein", 0.85),
                 ("year", "exact", None), ("sex", "exact", None), ("phone", "damerau_levenshtein", 0.85),
                 ("id_number", "damerau_levenshtein", 0.9), ("address", "exact", None)],
    )


def febrl():
    """The Australian sets of FEBRL."""
    import splink.comparison_library as cl

    columns = ("given_name", "surname", "street_number", "address_1", "suburb", "postcode", "state", "date_of_birth",
               "soc_sec_id")
    select = "select rec_id as unique_id, " + ", ".join(f"nullif(trim({it}), '') as {it}" for it in columns)
    blocks = [("soc_sec_id",), ("date_of_birth",), ("given_name", "surname"), ("surname", "postcode"),
              ("given_name", "postcode"), ("street_number", "postcode"), ("street_number", "surname"),
              ("address_1",), ("given_name", "suburb"), ("surname", "suburb"), ("given_name", "street_number")]
    tf = lambda comparison: comparison.configure(term_frequency_adjustments=True)
    return Recipe(
        selects=[select],
        comparisons=lambda: [
            tf(cl.JaroWinklerAtThresholds("given_name", [0.92, 0.8])),
            tf(cl.JaroWinklerAtThresholds("surname", [0.92, 0.8])),
            cl.LevenshteinAtThresholds("date_of_birth", [1, 2]),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]), tf(cl.ExactMatch("street_number")),
            tf(cl.DamerauLevenshteinAtThresholds("postcode", [1, 2])),
            cl.JaroWinklerAtThresholds("address_1", [0.9, 0.7]),
            tf(cl.JaroWinklerAtThresholds("suburb", [0.9]))],
        blocks=blocks,
        sure=[("soc_sec_id",), ("given_name", "surname", "date_of_birth")], sure_recall=0.8,
        learn_on=[("date_of_birth",), ("given_name", "surname")],
        simple_blocks=blocks,
        compare=[("given_name", "jarowinkler", 0.85), ("surname", "jarowinkler", 0.85),
                 ("address_1", "jarowinkler", 0.85), ("date_of_birth", "damerau_levenshtein", 0.8),
                 ("soc_sec_id", "damerau_levenshtein", 0.8),
                 ("postcode", "damerau_levenshtein", 0.8), ("suburb", "jarowinkler", 0.85),
                 ("street_number", "exact", None)],
    )


def fake_people():
    """Splink's own teaching set of a thousand people, compared as its tutorial does; few enough for every pair."""
    import splink.comparison_library as cl

    columns = ("first_name", "surname", "dob", "city", "email")
    select = "select unique_id, " + ", ".join(f"nullif(trim({it}), '') as {it}" for it in columns)
    return Recipe(
        selects=[select],
        comparisons=lambda: [
            cl.NameComparison("first_name"), cl.NameComparison("surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True), cl.EmailComparison("email")],
        blocks=["1 = 1"],
        sure=[("first_name", "dob"), ("email",)], sure_recall=0.7,
        learn_on=[("first_name", "surname"), ("dob",)],
        simple_blocks=[()],
        compare=[("first_name", "jarowinkler", 0.85), ("surname", "jarowinkler", 0.85),
                 ("dob", "damerau_levenshtein", 0.85), ("city", "jarowinkler", 0.85), ("email", "jarowinkler", 0.88)],
    )


def german():
    """Five hundred German names; few enough to compare every row with every row."""
    import splink.comparison_library as cl

    select = """select row_id as unique_id, fname_c1 as given, lname_c1 as surname,
        "by" as year, bm as month, bd as day,
        "by" || '-' || lpad(bm, 2, '0') || '-' || lpad(bd, 2, '0') as dob"""
    return Recipe(
        selects=[select],
        comparisons=lambda: [
            cl.NameComparison("given"), cl.NameComparison("surname"), cl.ExactMatch("year"), cl.ExactMatch("month"),
            cl.ExactMatch("day")],
        blocks=["1 = 1"],
        sure=[("given", "surname", "year"), ("given", "dob"), ("surname", "dob")], sure_recall=0.8,
        learn_on=[("month", "day"), ("given",)],
        simple_blocks=[()],
        compare=[("given", "jarowinkler", 0.85), ("surname", "jarowinkler", 0.85), ("year", "exact", None),
                 ("month", "exact", None), ("day", "exact", None)],
    )
