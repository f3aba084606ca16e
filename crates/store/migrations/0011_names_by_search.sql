-- Names are found by their words, and without marks by `name_key`: an index of whole names cost 71 bytes a person.
drop index people_full_name;
drop index people_full_name_past;
