"""What Splink and recordlinkage are told about a register and a list as Vietnamese offices write them.

As much as one who knows the country would do in SQL: names without marks, dates in one form, ids with their zeros,
phones of ten digits, and the commune of today on both sides.
"""

import unicodedata
from pathlib import Path

import pandas as pd

from linkage_recipes import Recipe, plain

AREAS = Path(__file__).parent.parent.parent / "content" / "areas"

# What numbers of eleven digits began with until 2018, beside 0162 to 0169, which became 032 to 039.
ELEVEN = {"0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078", "0123": "083", "0124": "084",
          "0125": "085", "0127": "081", "0129": "082", "0186": "056", "0188": "058", "0199": "059"}
ELEVEN |= {f"016{digit}": f"03{digit}" for digit in range(2, 10)}

KINDS = "tinh|thanh pho|tp\\.|quan|q\\.|huyen|h\\.|thi xa|tx\\.|phuong|p\\.|xa|x\\.|thi tran|tt\\."
COMMUNES = "phuong|p\\.|xa|x\\.|thi tran|tt\\."
QUARTERS = "to dan pho|tdp|to|khu pho|kp|khu|thon"


def birth(column):
    """A date, the year, or an age in September 2025."""
    text = f"trim({column})"
    slashes = f"translate({text}, '.-', '//')"
    return f"""case
        when {text} = '01/01/1900' then null
        when regexp_matches({text}, '^\\d{{1,2}}[/.-]\\d{{1,2}}[/.-]\\d{{4}}$') then coalesce(
            try_strptime({slashes}, '%d/%m/%Y'), try_strptime({slashes}, '%m/%d/%Y'))
        when regexp_matches({text}, '^\\d{{4}}-\\d\\d-\\d\\d$') then coalesce(
            try_strptime({text}, '%Y-%m-%d'), try_strptime({text}, '%Y-%d-%m'))
        when regexp_matches({text}, '^\\d{{8}}$') then try_strptime({text}, '%d%m%Y')
        when regexp_matches({text}, '^\\d\\d/\\d\\d/\\d\\d$') then coalesce(
            try_strptime({century(text)}, '%d/%m/%Y'), try_strptime({century(text)}, '%m/%d/%Y'))
    end"""


def century(text):
    return f"(left({text}, 6) || case when right({text}, 2) > '25' then '19' else '20' end || right({text}, 2))"


def year_alone(column):
    return f"""case when regexp_matches(trim({column}), '^\\d{{4}}$') then trim({column})
        when regexp_matches(trim({column}), '^\\d{{1,2}}( tuổi)?$')
            then (2025 - regexp_extract({column}, '\\d+')::int)::varchar end"""


def id_number(column):
    digits = f"regexp_replace({column}, '[^0-9]', '', 'g')"
    return f"""case when {column} like '%E+%' then null
        when length({digits}) in (10, 11, 12) then lpad({digits}, 12, '0')
        when length({digits}) = 9 then {digits} end"""


def phone(column):
    digits = f"regexp_replace(regexp_replace({column}, '[^0-9]', '', 'g'), '^84', '0')"
    whole = f"(case when length({digits}) = 9 and {digits} not like '0%' then '0' || {digits} else {digits} end)"
    cases = " ".join(f"when '{old}' then '{new}' || right({whole}, 7)" for old, new in ELEVEN.items())
    return f"""nullif(nullif(case when length({whole}) = 11 then case left({whole}, 4) {cases} else {whole} end
        else {whole} end, '0900000000'), '')"""


def columns(source):
    """The same columns from both files, out of what `source` calls full, born, sex_as, id_as, phone_as and place."""
    return f"""
        select id as unique_id, full_name as name, split_part(full_name, ' ', 1) as surname,
            split_part(full_name, ' ', -1) as given,
            array_to_string(list_sort(string_split(full_name, ' ')), ' ') as words,
            strftime(born, '%Y-%m-%d') as dob, coalesce(strftime(born, '%Y'), year_as) as year,
            case sex_as when 'nam' then 'm' when 'nu' then 'f' end as sex, id_as as id_number, phone_as as phone,
            coalesce(areas.area, source.commune) as commune, nullif(quarter, '') as quarter, nullif(house, '') as house,
            coalesce(areas.area, source.commune) || ' ' || nullif(quarter, '') || ' ' || nullif(house, '') as address
        from ({source}) source left join areas on areas.key = source.commune_key"""


def person(name, born, sex, number, telephone):
    return f"""id, {plain(name)} as full_name, {birth(born)} as born, {year_alone(born)} as year_as,
        {plain(sex)} as sex_as, {id_number(number)} as id_as, {phone(telephone)} as phone_as"""


def register():
    bare = lambda column: f"regexp_replace({plain(column)}, '^({KINDS}) *', '')"
    whole = person(*(f'"{it}"' for it in ("Họ và tên", "Ngày sinh", "Giới tính", "Số định danh", "Điện thoại")))
    return columns(f"""
        select {whole},
            {bare('"Phường/Xã"')} as commune,
            'old|' || {bare('"Phường/Xã"')} || '|' || {bare('"Quận/Huyện"')} as commune_key,
            regexp_replace({plain('"Thôn/TDP"')}, '^({QUARTERS}) +', '') as quarter,
            trim(regexp_replace({plain('"Số nhà đường"')}, '[^0-9]+', ' ', 'g')) as house
        from ROWS""")


def cell_list():
    place = "replace(" + plain('"Dia chi"') + ", ' - ', ', ')"
    after = f"(?:^|, )(?:{COMMUNES}) *([^,]+), (?:{KINDS})? *([^,]+)(, [^,]+)?$"
    before = f"regexp_replace(place, '(^|, )({QUARTERS}|{COMMUNES}) .*$', '')"
    whole = person(*(f'"{it}"' for it in ("Ho ten", "Ngay sinh", "Gioi", "CCCD/CMND", "SDT")))
    return columns(f"""
        select *, regexp_extract(place, '{after}', 1) as commune,
            case when regexp_extract(place, '{after}', 3) <> '' then 'old|' else 'new|' end
                || regexp_extract(place, '{after}', 1) || '|' || regexp_extract(place, '{after}', 2) as commune_key,
            regexp_extract(place, '(?:^|, )(?:{QUARTERS}) +([^,]+)', 1) as quarter,
            trim(regexp_replace({before}, '[^0-9]+', ' ', 'g')) as house
        from (select {whole}, {place} as place from ROWS)""")


def bare_name(text):
    marks = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(it for it in marks if not unicodedata.combining(it))


def areas():
    """The commune of today by commune and district of old, and by commune and province of today."""
    read = lambda name: pd.read_csv(AREAS / name, dtype=str, keep_default_na=False)
    every = read("areas.csv").set_index("id")
    old, new = every[every.valid_to == "2025-06-30"], every[every.valid_from == "2025-07-01"]
    key = lambda period, name, above: f"{period}|{bare_name(name)}|{bare_name(above)}"
    found = {}
    for link in read("area_links.csv").itertuples():
        if link.from_id in old.index and link.to_id in new.index and old.level[link.from_id] == "commune":
            district = old["name"].get(old.parent_code[link.from_id])
            if district:
                found.setdefault(key("old", old["name"][link.from_id], district), link.to_id)
    province = new[new.level == "province"].set_index("code")["name"]
    for id, name, above in zip(new.index, new["name"], new["parent_code"]):
        if above in province.index:
            found.setdefault(key("new", name, province[above]), id)
    return pd.DataFrame({"key": list(found), "area": list(found.values())})


def offices():
    """The register of before July 2025 and the list with its address in one cell; or such a list alone."""
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl

    level = lambda sql, label: cll.CustomLevel(sql, label_for_charts=label)
    name = cl.CustomComparison(output_column_name="name", comparison_levels=[
        cll.NullLevel("name"), cll.ExactMatchLevel("name", term_frequency_adjustments=True),
        level("words_l = words_r", "other order"), cll.JaroWinklerLevel("name", 0.95),
        level("surname_l = surname_r and given_l = given_r", "surname and given name"),
        cll.JaroWinklerLevel("name", 0.9), cll.JaroWinklerLevel("name", 0.8), cll.ElseLevel()])
    born = cl.CustomComparison(output_column_name="born", comparison_levels=[
        cll.NullLevel("year"), level("dob_l = dob_r", "same day"),
        level("dob_l = substr(dob_r, 1, 5) || substr(dob_r, 9, 2) || '-' || substr(dob_r, 6, 2)", "day and month swapped"),
        level("levenshtein(dob_l, dob_r) <= 1", "one digit"),
        level("year_l = year_r and (dob_l is null or dob_r is null)", "same year, no more known"),
        level("substr(dob_l, 6) = substr(dob_r, 6)", "same day of another year"),
        level("year_l = year_r", "same year"), cll.ElseLevel()])
    blocks = [("id_number",), ("phone",), ("dob", "surname"), ("dob", "given"), ("name", "year"), ("name", "commune"),
              ("house", "quarter", "year")]
    return Recipe(
        selects=[register(), cell_list()],
        tables={"areas": areas()},
        comparisons=lambda: [
            name, born, cl.ExactMatch("sex"), cl.LevenshteinAtThresholds("id_number", [1]),
            cl.LevenshteinAtThresholds("phone", [1]), cl.LevenshteinAtThresholds("house", [1]),
            cl.ExactMatch("commune").configure(term_frequency_adjustments=True),
            cl.ExactMatch("quarter").configure(term_frequency_adjustments=True)],
        blocks=blocks,
        sure=[("id_number",), ("phone", "name"), ("dob", "name", "commune")], sure_recall=0.8,
        learn_on=[("id_number",), ("dob", "given"), ("phone", "name")],
        simple_blocks=blocks,
        # With the parts of the address apart, or whole names too, it learns households or namesakes instead of people.
        compare=[("name", "jarowinkler", 0.9), ("given", "exact", None),
                 ("dob", "damerau_levenshtein", 0.85), ("year", "exact", None), ("sex", "exact", None),
                 ("phone", "damerau_levenshtein", 0.85), ("id_number", "damerau_levenshtein", 0.9),
                 ("address", "exact", None)],
    )
