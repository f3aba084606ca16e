-- The key by which an engine spreads the tables is the province of the area in which a row stands, and the country's
-- own, `vn`, where it stands in none. No proof covers it: it follows from the path, which they cover.

update areas set top = substr(path, 1, instr(path, '/') - 1) where instr(path, '/') > 1 and substr(path, 1, 3) <> 'vn/';
update areas set top = substr(path, 4, instr(substr(path, 4), '/') - 1) where substr(path, 1, 3) = 'vn/' and instr(substr(path, 4), '/') > 1;
update places set top = substr(area_path, 1, instr(area_path, '/') - 1) where instr(area_path, '/') > 1 and substr(area_path, 1, 3) <> 'vn/';
update places set top = substr(area_path, 4, instr(substr(area_path, 4), '/') - 1) where substr(area_path, 1, 3) = 'vn/' and instr(substr(area_path, 4), '/') > 1;
update people set top = substr(area_path, 1, instr(area_path, '/') - 1) where instr(area_path, '/') > 1 and substr(area_path, 1, 3) <> 'vn/';
update people set top = substr(area_path, 4, instr(substr(area_path, 4), '/') - 1) where substr(area_path, 1, 3) = 'vn/' and instr(substr(area_path, 4), '/') > 1;
update zones set top = substr(area_path, 1, instr(area_path, '/') - 1) where instr(area_path, '/') > 1 and substr(area_path, 1, 3) <> 'vn/';
update zones set top = substr(area_path, 4, instr(substr(area_path, 4), '/') - 1) where substr(area_path, 1, 3) = 'vn/' and instr(substr(area_path, 4), '/') > 1;
update cases set top = substr(area_path, 1, instr(area_path, '/') - 1) where instr(area_path, '/') > 1 and substr(area_path, 1, 3) <> 'vn/';
update cases set top = substr(area_path, 4, instr(substr(area_path, 4), '/') - 1) where substr(area_path, 1, 3) = 'vn/' and instr(substr(area_path, 4), '/') > 1;
update sampling_rounds set top = substr(area_path, 1, instr(area_path, '/') - 1) where instr(area_path, '/') > 1 and substr(area_path, 1, 3) <> 'vn/';
update sampling_rounds set top = substr(area_path, 4, instr(substr(area_path, 4), '/') - 1) where substr(area_path, 1, 3) = 'vn/' and instr(substr(area_path, 4), '/') > 1;
update facts set top = substr(area_path, 1, instr(area_path, '/') - 1) where instr(area_path, '/') > 1 and substr(area_path, 1, 3) <> 'vn/';
update facts set top = substr(area_path, 4, instr(substr(area_path, 4), '/') - 1) where substr(area_path, 1, 3) = 'vn/' and instr(substr(area_path, 4), '/') > 1;
update period_counts set top = substr(area_path, 1, instr(area_path, '/') - 1) where instr(area_path, '/') > 1 and substr(area_path, 1, 3) <> 'vn/';
update period_counts set top = substr(area_path, 4, instr(substr(area_path, 4), '/') - 1) where substr(area_path, 1, 3) = 'vn/' and instr(substr(area_path, 4), '/') > 1;
update orders set top = substr(area_path, 1, instr(area_path, '/') - 1) where instr(area_path, '/') > 1 and substr(area_path, 1, 3) <> 'vn/';
update orders set top = substr(area_path, 4, instr(substr(area_path, 4), '/') - 1) where substr(area_path, 1, 3) = 'vn/' and instr(substr(area_path, 4), '/') > 1;
update decisions set top = substr(area_path, 1, instr(area_path, '/') - 1) where instr(area_path, '/') > 1 and substr(area_path, 1, 3) <> 'vn/';
update decisions set top = substr(area_path, 4, instr(substr(area_path, 4), '/') - 1) where substr(area_path, 1, 3) = 'vn/' and instr(substr(area_path, 4), '/') > 1;
update freezes set top = substr(area_path, 1, instr(area_path, '/') - 1) where instr(area_path, '/') > 1 and substr(area_path, 1, 3) <> 'vn/';
update freezes set top = substr(area_path, 4, instr(substr(area_path, 4), '/') - 1) where substr(area_path, 1, 3) = 'vn/' and instr(substr(area_path, 4), '/') > 1;
update attachments set top = substr(area_path, 1, instr(area_path, '/') - 1) where instr(area_path, '/') > 1 and substr(area_path, 1, 3) <> 'vn/';
update attachments set top = substr(area_path, 4, instr(substr(area_path, 4), '/') - 1) where substr(area_path, 1, 3) = 'vn/' and instr(substr(area_path, 4), '/') > 1;
