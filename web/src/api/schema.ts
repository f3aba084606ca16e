/** Generated from docs/openapi.json by `npm run schema`: edit the server, not this file. */

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A case that was taken in. */
        Admitted: {
            /** @description The change that holds it. */
            change_id: string;
            /**
             * Format: date-time
             * @description When the reporting clock started.
             */
            detected_at: string | null;
            /** @description The id. */
            id: string;
        };
        /**
         * @description How a plan's decision and our proposal agree.
         * @enum {string}
         */
        Agreement: "same" | "different" | "nothing_to_compare" | "not_covered";
        AmendmentsRow: {
            /** Format: date-time */
            after_at: string | null;
            /** Format: date-time */
            before_at: string | null;
            id: string;
            kind: string | null;
            row_id: string | null;
            row_version: number | null;
            version: number;
            /** @enum {string|null} */
            what: "withdrawn" | "erased" | "redated" | null;
        };
        AmendmentsRowPage: {
            /** @description Where the next page begins; none after the last one. */
            next_cursor: string | null;
            rows: components["schemas"]["AmendmentsRow"][];
            /** @description How many rows there are in all, where `count` was asked for; else null. */
            total: number | null;
        };
        AreaLinksRow: {
            from_id: string | null;
            id: string;
            /** @enum {string|null} */
            kind: "whole" | "part" | null;
            /** Format: date */
            starts_on: string | null;
            to_id: string | null;
            version: number;
        };
        AreaLinksRowPage: {
            /** @description Where the next page begins; none after the last one. */
            next_cursor: string | null;
            rows: components["schemas"]["AreaLinksRow"][];
            /** @description How many rows there are in all, where `count` was asked for; else null. */
            total: number | null;
        };
        /** @description The code and full name of an area, as proposals and reports carry it. */
        AreaRef: {
            /** @description The official code at the date of the statement. */
            code: string;
            /** @description The kind and name. */
            name: string;
        };
        AreasRow: {
            code: string | null;
            /** Format: date */
            earliest_from: string | null;
            /** Format: date */
            earliest_to: string | null;
            id: string;
            kind: string | null;
            /** @enum {string|null} */
            level: "country" | "province" | "district" | "commune" | "subunit" | null;
            name: string | null;
            parent_id: string | null;
            /** Format: date */
            valid_from: string | null;
            /** Format: date */
            valid_to: string | null;
            version: number;
        };
        AreasRowPage: {
            /** @description Where the next page begins; none after the last one. */
            next_cursor: string | null;
            rows: components["schemas"]["AreasRow"][];
            /** @description How many rows there are in all, where `count` was asked for; else null. */
            total: number | null;
        };
        /** @description A file that was attached. */
        Attached: {
            /** @description The change that holds it. */
            change_id: string;
            /** @description SHA-256 of its bytes, in hexadecimal digits. */
            content_digest: string;
            /** @description The name of the file. */
            file_name: string;
            /** @description The id. */
            id: string;
            /** @description What it is, as its bytes say. */
            media_type: string;
            /**
             * Format: int64
             * @description How long it is.
             */
            size_bytes: number;
        };
        /**
         * Format: binary
         * @description The bytes of an attached file.
         */
        AttachedBytes: string;
        AttachmentsRow: {
            area_code: string | null;
            area_name: string | null;
            content_digest: string | null;
            file_name: string | null;
            id: string;
            media_type: string | null;
            /** @enum {string|null} */
            record_origin: "seed" | "record" | "officer" | "synthetic" | null;
            size_bytes: number | null;
            subject_id: string | null;
            subject_kind: string | null;
            version: number;
        };
        AttachmentsRowPage: {
            /** @description Where the next page begins; none after the last one. */
            next_cursor: string | null;
            rows: components["schemas"]["AttachmentsRow"][];
            /** @description How many rows there are in all, where `count` was asked for; else null. */
            total: number | null;
        };
        /** @description Whether there is a backup to rely on. */
        Backup: {
            /** @description Whether it is too old, or there is none. */
            is_old: boolean;
            /**
             * Format: date-time
             * @description When the last good one was made; none where there never was one.
             */
            last_good_at: string | null;
        };
        /**
         * Format: binary
         * @description The bytes of a document.
         */
        Binary: string;
        /** @description The command board of an area at a moment, as the web app has it and reports are made from it. */
        Board: {
            /** @description The area. */
            area: components["schemas"]["AreaRef"];
            /**
             * Format: date-time
             * @description The moment whose knowledge it shows.
             */
            as_of: string;
            /** @description Confirmed cases of which the commune is not known: they stand in no row of a commune. */
            commune_not_known: components["schemas"]["CaseCounts"];
            /**
             * Format: date
             * @description The day it shows: of the moment, or a planned day ahead.
             */
            day: string;
            /** @description What was done in the day, for its report. */
            day_book: components["schemas"]["DayBook"];
            /** @description What plans that have ended leave behind. */
            ended_plans: components["schemas"]["EndedPlan"][];
            /** @description The rule family that was asked; none where no rules are written for the day. */
            family: string | null;
            /**
             * Format: date-time
             * @description When the figures of the day freeze: 16:00.
             */
            freeze_at: string;
            /** @description Orders in force, or made for a later day. */
            in_force: components["schemas"]["Standing"][];
            /** @description The indicators of the whole area. */
            indicators: components["schemas"]["Shown"][];
            /** @description What the week or the month before called for and nobody decided. */
            left_open: components["schemas"]["Proposed"][];
            /** @description How many proposals about single cases and people there are besides, the least urgent. */
            more: components["schemas"]["MoreProposals"][];
            /** @description What they do not propose and would if one thing more were so. */
            near: components["schemas"]["Nearly"][];
            /** @description What has to be said of the whole board, such as that no rules are written for the day. */
            notes: components["schemas"]["Words"][];
            /** @description Whether the day lies ahead. */
            planned: boolean;
            /** @description Today's proposals, with what was decided on them. */
            proposals: components["schemas"]["Proposed"][];
            /**
             * Format: int64
             * @description Cases that had been found and were not yet known.
             */
            records_not_yet_known: number;
            /** @description What the rules cannot tell for want of facts. */
            undecided: components["schemas"]["Unanswered"][];
            /** @description One row for each commune. */
            wards: components["schemas"]["Ward"][];
            /** @description Zones at a glance. */
            zones: components["schemas"]["ZoneCounts"];
        };
        /** @description The two values of a field. */
        BothValues: {
            /** @description What stands now. */
            current: unknown;
            /** @description What was entered. */
            entered: string | null;
        };
        /** @description Something in the program that carries a paragraph. */
        Carrier: {
            /** @description Its route. */
            page: string;
            /** @enum {string} */
            what: "page";
        } | {
            /** @description The kind. */
            kind: string;
            /** @description What people call it. */
            label: components["schemas"]["Words"];
            /** @enum {string} */
            what: "records";
        } | {
            /** @description The kind. */
            kind: string;
            /** @enum {string} */
            what: "proposals";
        } | {
            /** @description Its id. */
            id: string;
            /** @description Its name. */
            label: components["schemas"]["Words"];
            /** @enum {string} */
            what: "indicator";
        } | {
            /** @description Its name after `taicho`. */
            command: string;
            /** @enum {string} */
            what: "command";
        };
        /** @description Confirmed cases by origin. */
        CaseCounts: {
            /**
             * Format: int64
             * @description Found in the community.
             */
            community: number;
            /**
             * Format: int64
             * @description In quarantine or in a closed zone when found.
             */
            contained: number;
            /**
             * Format: int64
             * @description From abroad.
             */
            imported: number;
        };
        /** @enum {string} */
        CaseOrigin: "community" | "contained" | "imported";
        /** @enum {string} */
        CaseSetting: "quarter" | "zone" | "quarantine_site" | "hospital" | "border";
        /** @enum {string} */
        CaseStatus: "suspected" | "confirmed" | "ruled_out";
        CasesRow: {
            area_code: string | null;
            area_name: string | null;
            cluster: string | null;
            /** Format: date-time */
            death_known_at: string | null;
            /** Format: date-time */
            death_reported_at: string | null;
            /** Format: date-time */
            detected_at: string | null;
            /** Format: date */
            died_on: string | null;
            disease: string | null;
            /** Format: date */
            found_on: string | null;
            id: string;
            /** Format: date */
            onset_on: string | null;
            /** @enum {string|null} */
            origin: "community" | "contained" | "imported" | null;
            person_id: string | null;
            /** @enum {string|null} */
            record_origin: "seed" | "record" | "officer" | "synthetic" | null;
            /** Format: date-time */
            reported_at: string | null;
            /** Format: date-time */
            seen_at: string | null;
            /** @enum {string|null} */
            setting: "quarter" | "zone" | "quarantine_site" | "hospital" | "border" | null;
            source_case_key: string | null;
            source_key: string | null;
            source_known: boolean | null;
            /** @enum {string|null} */
            status: "suspected" | "confirmed" | "ruled_out" | null;
            version: number;
            zone_id: string | null;
        };
        CasesRowPage: {
            /** @description Where the next page begins; none after the last one. */
            next_cursor: string | null;
            rows: components["schemas"]["CasesRow"][];
            /** @description How many rows there are in all, where `count` was asked for; else null. */
            total: number | null;
        };
        /** @description A bad cell, row or file: where it is and why. */
        CellFault: components["schemas"]["Location"] & {
            /** @description The stable code of the reason. */
            code: string;
            /** @description The reason. */
            reason: components["schemas"]["Words"];
        };
        /** @description A change as the outside sees it. */
        Change: {
            /** @description Who wrote it. */
            actor: string;
            /** @description Whether the time of learning was set back, by a demo or an import. */
            backdated: boolean;
            /**
             * Format: date-time
             * @description When it was written to disk.
             */
            committed_at: string;
            /** @description From which device. */
            device: string | null;
            /** @description The id. */
            id: string;
            /** @description Which operation wrote it. */
            operation: string;
            /** @description Why. */
            reason: string | null;
            /**
             * Format: date-time
             * @description When it was learned.
             */
            recorded_at: string;
            /** @description The change that it takes back. */
            undoes: string | null;
        };
        /** @description A page of changes, the newest first. */
        ChangePage: {
            /** @description What people call the rows that they wrote, and what those refer to. */
            names: components["schemas"]["Named"][];
            /** @description Where the next page begins; none after the last one. */
            next_cursor: string | null;
            /** @description The changes. */
            rows: components["schemas"]["ChangeRow"][];
        };
        /** @description A change with what it wrote. */
        ChangeRow: components["schemas"]["Change"] & {
            /** @description The first rows that it wrote or withdrew. */
            rows: components["schemas"]["WrittenRow"][];
            /** @description How many versions of each kind it wrote. */
            written: {
                [key: string]: number;
            };
        };
        /** @description A proposal now and with a draft. */
        ChangedProposal: {
            /** @description As it would be. */
            after: components["schemas"]["Proposal"];
            /** @description As it is. */
            before: components["schemas"]["Proposal"];
        };
        /** @description A field before and after a change. */
        ChangedValues: {
            /** @description What stands after it. */
            after: unknown;
            /** @description What stood before. */
            before: unknown;
        };
        /** @description A clock with what it is of. */
        ClockRow: components["schemas"]["Subject"] & {
            /** @description Who does it. */
            by: components["schemas"]["Words"];
            /** @description The weakest tag on which it depends. */
            confidence: components["schemas"]["Confidence"];
            /** @description Whether it is certain enough to be held against somebody, or only advises. */
            decides: boolean;
            /** @description The document and article. */
            document: string;
            /**
             * Format: date-time
             * @description By when it has to be done; none where that cannot be told or the law sets no limit.
             */
            due_at: string | null;
            /** @description Whether the law sets a limit at all. */
            is_limited: boolean;
            /** @description The kind of the proposal that asks for it while it is open. */
            kind: string;
            /**
             * Format: date-time
             * @description When it was done.
             */
            met_at: string | null;
            /** @description The facts that are missing, by name. */
            missing: {
                [key: string]: components["schemas"]["Words"];
            };
            note: components["schemas"]["Words"] | null;
            /** @description The person, for who may see names. */
            person: string | null;
            /** @description Rule set, rule and version. */
            rule: string;
            /**
             * Format: date-time
             * @description From when its time runs.
             */
            started_at: string | null;
            /** @description How it stands. */
            state: components["schemas"]["ClockState"];
            /** @description Which of that kind. */
            value: string;
            /** @description What is to be done, with its form. */
            what: components["schemas"]["Words"];
            /** @description The reason in words. */
            why: components["schemas"]["Words"];
        };
        /** @enum {string} */
        ClockState: "overdue" | "running" | "unknown" | "met_late" | "met_unknown" | "met" | "ceased";
        /** @description The clocks of an area at a moment: those that are open, and those met of late. */
        Clocks: {
            /** @description The area. */
            area: components["schemas"]["AreaRef"];
            /**
             * Format: date-time
             * @description The moment whose knowledge they rest on.
             */
            as_of: string;
            /** @description How many there are of each state, whatever is shown. */
            counts: {
                [key: string]: number;
            };
            /** @description The rule family asked; none where no rules are written for the day. */
            family: string | null;
            /**
             * Format: int64
             * @description Days for which clocks are shown once they are met.
             */
            met_shown_days: number;
            /**
             * @description What needs somebody first: overdue, then what runs out next, what cannot be told, what was met late, then the
             *     rest; of one state a number at most.
             */
            rows: components["schemas"]["ClockRow"][];
        };
        /**
         * @description How a value is compared with a target.
         * @enum {string}
         */
        Comparing: "at_least" | "at_most" | "between";
        /** @description Each decision of a scene's plan beside our proposal. */
        Comparison: {
            /** @description The decisions, in the order of the plan. */
            rows: components["schemas"]["PlanRow"][];
        };
        /**
         * @description How sure we are of a parameter or a fact; the order runs from the surest to the least sure.
         * @enum {string}
         */
        Confidence: "V" | "V2" | "S" | "M" | "U";
        /** @description A file as somebody thinks of writing it. */
        ContentDraft: {
            /** @description Code of the area in which it is tried; the office's own where none is named. */
            area?: string | null;
            /**
             * Format: date-time
             * @description The moment at which it is tried; now where none is named.
             */
            at?: string | null;
            /** @description Where it stands below the content folder. */
            path: string;
            /** @description What it would say; none where it would be withdrawn. */
            text?: string | null;
        };
        /** @description What is wrong in a file, where, and what would be taken there. */
        ContentFault: {
            /** @description What the place asks for. */
            expected: components["schemas"]["Words"];
            /** @description The file. */
            file: string;
            /** @description What stands there. */
            found: string;
            /** @description The line, from 1. */
            line: number;
        };
        /** @description A file of the place's own. */
        ContentFile: {
            /** @description Who wrote it. */
            actor: string;
            /** @description Why it is left out. */
            faults: components["schemas"]["ContentFault"][];
            /**
             * Format: date
             * @description First day on which it holds.
             */
            holds_from: string | null;
            /**
             * Format: date
             * @description Last day on which it holds.
             */
            holds_to: string | null;
            /** @description The code of its place, perhaps after those above it. */
            jurisdiction: string | null;
            /** @description Where it stands below the content folder. */
            path: string;
            /**
             * Format: date-time
             * @description Since when it says so.
             */
            since: string;
            sort: components["schemas"]["Sort"] | null;
            /** @description Whether it is asked. */
            state: components["schemas"]["ContentState"];
            /** @description What it is called: the document of a rule set, else its path. */
            title: string;
            /**
             * Format: int64
             * @description The version that stands.
             */
            version: number;
        };
        /** @description The content of the place's own. */
        ContentList: {
            /** @description What is wrong with files of the content folder that are not in use. */
            folder_faults: components["schemas"]["Words"][];
            /** @description Whether the caller may write them. */
            may_write: boolean;
            /** @description The files, by path, as they were recorded by the moment. */
            rows: components["schemas"]["ContentFile"][];
            /** @description The files of the program from which one's own may begin. */
            templates: components["schemas"]["Template"][];
        };
        /**
         * @description Whether a file of the place's own is asked.
         * @enum {string}
         */
        ContentState: "in_use" | "not_yet" | "ended" | "left_out";
        /** @description What a file of the place's own says, with all that it ever said. */
        ContentText: {
            /** @description Where it stands below the content folder. */
            path: string;
            /** @description What it says; none where it is not there, or was withdrawn. */
            text: string | null;
            /**
             * Format: int64
             * @description The version that stands; 0 where none does.
             */
            version: number;
            /** @description Its versions, the newest first. */
            versions: components["schemas"]["ContentVersion"][];
        };
        /** @description One version of a file. */
        ContentVersion: {
            /** @description Who wrote it. */
            actor: string;
            /** @description The change that made it. */
            change_id: string;
            /** @description Why. */
            reason: string | null;
            /**
             * Format: date-time
             * @description When it was learned.
             */
            since: string;
            /** @description What it says. */
            text: string;
            /**
             * Format: date-time
             * @description When it was replaced or withdrawn.
             */
            until: string | null;
            /**
             * Format: int64
             * @description The version, from 1.
             */
            version: number;
        };
        /** @description A record to correct. */
        Correction: {
            /** @description Why. */
            reason?: string | null;
            /** @description The fields that change; what is not named stays. */
            values: {
                [key: string]: unknown;
            };
            /**
             * Format: int64
             * @description The version that was seen; where a newer one stands, both values are answered and nothing is written.
             */
            version: number;
        };
        /** @description Records to correct alike. */
        Corrections: {
            /** @description Why. */
            reason?: string | null;
            /** @description The records by id, each with the version that was seen; 10,000 at most. */
            rows: {
                [key: string]: number;
            };
            /** @description The fields that change in all of them. */
            values: {
                [key: string]: unknown;
            };
        };
        /** @description Paragraphs by how far they are carried. */
        Counts: {
            /** @description Paragraphs that ask something of somebody. */
            asking: number;
            /** @description Paragraphs besides, which ask nothing of anybody. */
            asks_nothing: number;
            /** @description Of those, carried by nothing yet. */
            nothing: number;
            /** @description Of those, carried in part. */
            part: number;
            /** @description Of those, carried whole. */
            whole: number;
        };
        /** @description What was done in a day and what the report of it needs besides the board. */
        DayBook: {
            /** @description What was decided on the day until the moment, the earliest first. */
            decisions: components["schemas"]["DecisionOfDay"][];
            /** @description How each disease stands in each commune; none under rules that do not ask about diseases in communes. */
            diseases: components["schemas"]["DiseaseOfDay"][] | null;
            /**
             * Format: int64
             * @description Confirmed cases of earlier days that were learned of since the freeze of the day before.
             */
            learned_of_earlier_days: number;
            /** @description Sampling of the day. */
            sampling: components["schemas"]["SampledOfDay"];
            /**
             * Format: date
             * @description The first day of the wave, where the rules in force name one.
             */
            wave_began_on: string | null;
            /** @description Zones open on the day. */
            zones: components["schemas"]["ZoneOfDay"][];
        };
        /** @description What was decided on a proposal. */
        Decided: {
            /** @description Who decided. */
            actor: string;
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description The change that holds the decision and what followed from it. */
            change_id: string;
            /** @description The decision's own id. */
            decision_id: string;
            /** @description The order drafted. */
            order_id: string | null;
            /** @description Approved, rejected or overridden. */
            outcome: components["schemas"]["DecisionOutcome"];
            /** @description The reason. */
            reason: string | null;
            /** @description The value, where overridden. */
            value: string | null;
        };
        /** @description What was decided on: the proposal as it stood. */
        DecidedProposal: components["schemas"]["Proposal"] | {
            /** @description The area. */
            area: components["schemas"]["AreaRef"];
            /** @description Which it was and why it cannot be read. */
            unreadable: components["schemas"]["Words"];
        };
        /** @description A decision on a proposal. */
        Decision: {
            /** @description The id. */
            id: string;
            /** @description Approved, rejected or overridden. */
            outcome: components["schemas"]["DecisionOutcome"];
            /** @description The key of the proposal. */
            proposal_key: string;
            /** @description The officer's reason. */
            reason: string | null;
            /** @description The other value, where overridden. */
            value: string | null;
        };
        /** @description A decision with who took it and when. */
        DecisionOfDay: {
            /**
             * Format: date-time
             * @description When.
             */
            decided_at: string;
            /** @description Who. */
            decided_by: string;
            /** @description The decision. */
            decision_id: string;
            /** @description Approved, rejected or overridden. */
            outcome: components["schemas"]["DecisionOutcome"];
            /** @description The proposal as it stood. */
            proposal: components["schemas"]["DecidedProposal"];
            /** @description The officer's reason. */
            reason: string | null;
            /** @description The value decided, where overridden. */
            value: string | null;
        };
        /** @enum {string} */
        DecisionOutcome: "approved" | "rejected" | "overridden";
        DecisionsRow: {
            area_code: string | null;
            area_name: string | null;
            id: string;
            order_id: string | null;
            /** @enum {string|null} */
            outcome: "approved" | "rejected" | "overridden" | null;
            proposal_key: string | null;
            reason: string | null;
            value: string | null;
            version: number;
        };
        DecisionsRowPage: {
            /** @description Where the next page begins; none after the last one. */
            next_cursor: string | null;
            rows: components["schemas"]["DecisionsRow"][];
            /** @description How many rows there are in all, where `count` was asked for; else null. */
            total: number | null;
        };
        /** @description What a rate is held against. */
        Denominator: {
            /**
             * Format: date
             * @description Since when it is stated.
             */
            as_of: string | null;
            /** @description What it is. */
            label: components["schemas"]["Words"];
            origin: components["schemas"]["Origin"] | null;
            /**
             * Format: double
             * @description The value.
             */
            value: number;
        };
        /** @description A disease. */
        Disease: {
            /** @description The code, as records carry it. */
            code: string;
            /** @description The name as it stands within a sentence. */
            name: components["schemas"]["Words"];
        };
        /** @description How a disease stands in a commune on the day. */
        DiseaseOfDay: {
            /** @description The commune. */
            area: components["schemas"]["AreaRef"];
            /**
             * Format: int64
             * @description Confirmed cases found in the month so far.
             */
            cases: number;
            /**
             * Format: int64
             * @description People who died in the month so far.
             */
            deaths: number;
            /** @description The disease code. */
            disease: string;
            /** @description Its name as it stands within a sentence. */
            name: components["schemas"]["Words"];
            /**
             * Format: int64
             * @description Confirmed cases found on the day.
             */
            new_cases: number;
            /**
             * Format: int64
             * @description Outbreaks that were determined and have not ended.
             */
            outbreaks: number;
            /** @description Whether there is an alert or an epidemic, ordered or proposed, or nobody can tell. */
            state: components["schemas"]["Words"];
            /**
             * Format: int64
             * @description Suspected cases found in the month so far.
             */
            suspected: number;
        };
        /** @description The diseases that the program knows. */
        Diseases: {
            /** @description By code. */
            rows: components["schemas"]["Disease"][];
        };
        /** @description A plan of the place that has ended and that no other has followed. */
        EndedPlan: {
            /** @description Its official number. */
            document: string;
            /**
             * Format: date
             * @description Its last day.
             */
            ended_on: string;
            /** @description What its rules say by what is known now and that runs on, or that nobody has decided. */
            proposals: components["schemas"]["Proposal"][];
            /** @description That it has ended, and that the next one is wanted. */
            said: components["schemas"]["Words"];
        };
        /** @description The value of a fact. */
        FactValue: boolean | number | string | (number | string)[];
        FactsRow: {
            area_code: string | null;
            area_name: string | null;
            /** @enum {string|null} */
            confidence: "V" | "V2" | "S" | "M" | "U" | null;
            disease: string | null;
            id: string;
            name: string | null;
            /** @enum {string|null} */
            origin: "seed" | "record" | "officer" | "synthetic" | null;
            source: string | null;
            /** Format: date */
            valid_from: string | null;
            /** Format: date */
            valid_to: string | null;
            value: string | null;
            version: number;
            zone_id: string | null;
        };
        FactsRowPage: {
            /** @description Where the next page begins; none after the last one. */
            next_cursor: string | null;
            rows: components["schemas"]["FactsRow"][];
            /** @description How many rows there are in all, where `count` was asked for; else null. */
            total: number | null;
        };
        /** @description A field of what was entered that cannot be kept. */
        FieldFault: {
            /** @description The stable code of the reason. */
            code: string;
            /** @description The field. */
            field: string;
            /** @description The reason. */
            reason: components["schemas"]["Words"];
        };
        /** @description What became of one file. */
        FileReport: {
            /** @description Columns that no field takes, by heading; what stands in them is kept beside the rows. */
            columns_left_out: string[];
            /** @description The file. */
            file: string;
            /** @description What its rows are. */
            kind: string;
            /** @description What a person should know. */
            notes: components["schemas"]["Words"][];
            /**
             * Format: int64
             * @description Rows beside which cells of such columns were kept or corrected.
             */
            other_cells_kept: number;
            /** @description How it was read: the encoding of a CSV file, the sheet of a workbook. */
            read_as: string;
            /**
             * Format: int64
             * @description New rows.
             */
            rows_added: number;
            /**
             * Format: int64
             * @description Rows that corrected an earlier value.
             */
            rows_corrected: number;
            /**
             * Format: int64
             * @description Rows read.
             */
            rows_read: number;
            /**
             * Format: int64
             * @description Rows that were there already.
             */
            rows_unchanged: number;
        };
        /** @description What is looked for among records of every kind. */
        Finding: {
            /** @description Code of the area. */
            area?: string | null;
            /** @description Words, numbers and keys without their marks, each as the beginning of a word. */
            search: string;
        };
        /** @description Records of every kind that were found. */
        Findings: {
            /** @description What people call them, and those that stand in their names. */
            names: components["schemas"]["Named"][];
            /** @description The first of each kind, the newest first. */
            rows: components["schemas"]["FoundOfKind"][];
        };
        /** @description The first records of one kind that were found. */
        FoundOfKind: {
            /** @description Whether there may be more. */
            has_more: boolean;
            /** @description Their ids. */
            ids: string[];
            /** @description The kind: the path of its list. */
            kind: string;
        };
        FreezesRow: {
            area_code: string | null;
            area_name: string | null;
            /** Format: date-time */
            frozen_at: string | null;
            id: string;
            version: number;
        };
        FreezesRowPage: {
            /** @description Where the next page begins; none after the last one. */
            next_cursor: string | null;
            rows: components["schemas"]["FreezesRow"][];
            /** @description How many rows there are in all, where `count` was asked for; else null. */
            total: number | null;
        };
        /** @description Figures that were frozen. */
        Frozen: {
            /**
             * Format: date-time
             * @description The moment whose figures they are.
             */
            at: string;
            /** @description The id. */
            id: string;
        };
        /** @description Every version of a row, the newest first. */
        History: {
            /** @description The versions. */
            versions: components["schemas"]["Version"][];
            withdrawn: components["schemas"]["Change"] | null;
        };
        /**
         * @description Whether a plan holds on a day.
         * @enum {string}
         */
        Holding: "not_yet" | "holds" | "ended";
        /** @description The place that the installation works for. */
        HomeWanted: {
            /** @description The code of its area. */
            area_code: string;
            /** @description The code or the name of the disease that the office works on; an empty text stands for all. */
            disease?: string | null;
            /**
             * Format: date
             * @description The day on which that is its code, from 1900 to 2199; today where none is named.
             */
            on?: string | null;
            /** @description The name of who signs the papers of the office; an empty text clears it, and what is left out stays. */
            signer?: string | null;
        };
        /** @description What an import did, or what keeps it from being done. */
        ImportReport: {
            /** @description The change that holds everything written; none for a dry run, with faults, or where nothing was new. */
            change_id: string | null;
            /** @description Whether nothing was to be written. */
            dry_run: boolean;
            /** @description What is wrong, at most [`FAULTS_SHOWN`] of a file. */
            faults: components["schemas"]["CellFault"][];
            /**
             * Format: int64
             * @description How many faults there are in all.
             */
            faults_in_all: number;
            /** @description File by file, in the order of writing. */
            files: components["schemas"]["FileReport"][];
        };
        ImportsRow: {
            content_digest: string | null;
            file_name: string | null;
            id: string;
            kind: string | null;
            rows_added: number | null;
            rows_corrected: number | null;
            rows_read: number | null;
            version: number;
        };
        ImportsRowPage: {
            /** @description Where the next page begins; none after the last one. */
            next_cursor: string | null;
            rows: components["schemas"]["ImportsRow"][];
            /** @description How many rows there are in all, where `count` was asked for; else null. */
            total: number | null;
        };
        IsolationsRow: {
            area_code: string | null;
            area_name: string | null;
            /** Format: date-time */
            began_at: string | null;
            /** Format: date-time */
            decided_at: string | null;
            decision_number: string | null;
            /** Format: date-time */
            detected_at: string | null;
            disease: string | null;
            /** Format: date-time */
            ended_at: string | null;
            /** Format: date */
            found_on: string | null;
            /** Format: date-time */
            hold_began_at: string | null;
            /** Format: date-time */
            hold_ended_at: string | null;
            id: string;
            /** Format: date-time */
            listed_at: string | null;
            mass_event: boolean | null;
            /** Format: date-time */
            notified_at: string | null;
            person_id: string | null;
            place_id: string | null;
            /** @enum {string|null} */
            reason: "contact" | "patient" | "suspected" | "carrier" | null;
            /** @enum {string|null} */
            record_origin: "seed" | "record" | "officer" | "synthetic" | null;
            /** @enum {string|null} */
            setting: "home" | "hospital" | "border" | "other_site" | null;
            source_key: string | null;
            /** Format: date */
            until_on: string | null;
            version: number;
        };
        IsolationsRowPage: {
            /** @description Where the next page begins; none after the last one. */
            next_cursor: string | null;
            rows: components["schemas"]["IsolationsRow"][];
            /** @description How many rows there are in all, where `count` was asked for; else null. */
            total: number | null;
        };
        /** @description A job as it stands. */
        Job: {
            /** @description What it is about, as a rule a day. */
            about: string;
            /**
             * Format: int64
             * @description How often it was begun.
             */
            attempts: number;
            /**
             * Format: date-time
             * @description When it ended.
             */
            ended_at: string | null;
            /** @description The id. */
            id: string;
            /**
             * Format: date-time
             * @description When it is due.
             */
            run_at: string;
            said: components["schemas"]["Words"] | null;
            /** @description Where it stands. */
            state: string;
            /** @description What is done. */
            title: components["schemas"]["Words"];
        };
        /** @description What the program does by itself, those that are open first. */
        Jobs: {
            /** @description The jobs, at most 200. */
            rows: components["schemas"]["Job"][];
        };
        /** @description What became of it. */
        KeptContent: {
            /** @description The change that holds it; none where it said the same already. */
            change_id: string | null;
            /**
             * Format: int64
             * @description The version that stands now; 0 where it was withdrawn.
             */
            version: number;
        };
        /** @description A record as it was kept. */
        KeptRecord: {
            /** @description The change that holds it; none where nothing was new. */
            change_id: string | null;
            /** @description Its id. */
            id: string;
            /** @description What looks odd and was taken all the same. */
            notes: components["schemas"]["Words"][];
            /**
             * Format: int64
             * @description The version that stands now.
             */
            version: number;
        };
        /** @description What became of many records that were corrected or withdrawn at once. */
        KeptRecords: {
            /** @description The change that holds all of it; none where nothing was new. */
            change_id: string | null;
            /**
             * Format: int64
             * @description The records that were changed.
             */
            changed: number;
            /**
             * Format: int64
             * @description Those that said the same already.
             */
            unchanged: number;
        };
        /** @description A risk level with what stands behind it. */
        Level: {
            /** @description How sure. */
            confidence: components["schemas"]["Confidence"];
            /** @description Whether the rules may decide it. */
            decides: boolean;
            /** @enum {string} */
            kind: "risk_level" | "epidemic_level";
            /** @enum {string} */
            value: "very_high" | "high" | "at_risk" | "new_normal" | "4" | "3" | "2" | "1";
        };
        LocalContentsRow: {
            file: string | null;
            id: string;
            version: number;
        };
        LocalContentsRowPage: {
            /** @description Where the next page begins; none after the last one. */
            next_cursor: string | null;
            rows: components["schemas"]["LocalContentsRow"][];
            /** @description How many rows there are in all, where `count` was asked for; else null. */
            total: number | null;
        };
        /** @description A place in a file, as a person finds it in Excel. */
        Location: {
            /** @description The column's letter, `A` for the first. */
            column?: string | null;
            /** @description The file's name, without its folder. */
            file: string;
            /** @description The column's heading, where the table has one there. */
            header?: string | null;
            /**
             * Format: int32
             * @description The row, counted from 1 as Excel shows it.
             */
            row?: number | null;
            /** @description The sheet, in a workbook. */
            sheet?: string | null;
        };
        /** @description Figures that are frozen. */
        MadeFreeze: {
            /** @description The code of the area. */
            area: string;
            /**
             * Format: date-time
             * @description The moment whose figures they are.
             */
            at: string;
            /** @description The id. */
            id: string;
        };
        /** @description A record that somebody corrected after it was opened. */
        Meanwhile: {
            /** @description The fields that both wrote. */
            fields: {
                [key: string]: components["schemas"]["BothValues"];
            };
            /** @description The record. */
            id: string;
            /**
             * Format: int64
             * @description The version that stands now, on which a correction builds.
             */
            version: number;
        };
        /** @description A value with who stands behind it. */
        Measured: {
            /** @description How sure it is. */
            confidence: components["schemas"]["Confidence"];
            denominator: components["schemas"]["Denominator"] | null;
            /**
             * Format: double
             * @description What a share was counted from.
             */
            numerator: number | null;
            /**
             * Format: date
             * @description Since when it is stated, or the day that it was counted for.
             */
            on: string | null;
            /** @description Who stands behind it. */
            origin: components["schemas"]["Origin"];
            /**
             * Format: double
             * @description The value.
             */
            value: number;
        };
        /** @description Proposals of a kind about cases and people of an area that are not told one by one. */
        MoreProposals: {
            /** @description The area. */
            area: components["schemas"]["AreaRef"];
            /** @description The kind. */
            kind: string;
            /** @description How many of them are overdue. */
            overdue: number;
            /** @description How many they are. */
            proposals: number;
        };
        /** @description A record by what people call it. */
        Named: {
            /** @description The id. */
            id: string;
            /** @description The kind. */
            kind: string;
            /** @description The fields that name it, as far as they have values; those that tell who a person is for whoever may see them. */
            values: {
                [key: string]: unknown;
            };
        };
        /** @description Records whose names are wanted. */
        Nameless: {
            /** @description Ids by kind, which is the path of its list; 2,000 at most. */
            records: {
                [key: string]: string[];
            };
        };
        /** @description Records by what people call them. */
        Names: {
            /** @description The records, and those that stand in their names; what is not there, or may not be seen, is left out. */
            rows: components["schemas"]["Named"][];
        };
        /** @description Something that is not proposed and would be if one thing more were so. */
        Nearly: components["schemas"]["Subject"] & {
            /** @description The kind of proposal that would come out. */
            kind: string;
            /** @description What would bring it about, the nearest first. */
            would_change: components["schemas"]["WouldChange"][];
        };
        /** @description A case as the health station reports it. */
        NewCase: {
            /** @description The commune in which it counts. */
            area_code: string;
            /** @description The outbreak that links it. */
            cluster?: string | null;
            /**
             * Format: date-time
             * @description When the station learned of it; now where left out.
             */
            detected_at?: string | null;
            /** @description The disease code. */
            disease: string;
            /**
             * Format: date
             * @description Day found.
             */
            found_on: string;
            /**
             * Format: date
             * @description First day of symptoms.
             */
            onset_on?: string | null;
            /** @description Community, contained or imported. */
            origin: components["schemas"]["CaseOrigin"];
            /** @description The person on the register. */
            person_id?: string | null;
            /** @description Where the person was. */
            setting: components["schemas"]["CaseSetting"];
            /** @description The station's own number of the case. */
            source_key?: string | null;
            /** @description Whether the source of infection is known. */
            source_known?: boolean | null;
            /** @description Suspected or confirmed. */
            status: components["schemas"]["CaseStatus"];
            /** @description The zone in which the person was found. */
            zone_code?: string | null;
        };
        /** @description What an officer says to a proposal. */
        NewDecision: {
            /**
             * Format: date-time
             * @description The moment whose board was looked at; now where none is named.
             */
            at?: string | null;
            /** @description Approved, rejected or overridden. */
            outcome: components["schemas"]["DecisionOutcome"];
            /** @description The key of the proposal. */
            proposal_key: string;
            /** @description The reason; needed unless approved. It may have several lines. */
            reason?: string | null;
            /** @description The other value, where overridden. */
            value?: string | null;
        };
        /** @description The moment to freeze. */
        NewFreeze: {
            /**
             * Format: date-time
             * @description The moment; now where none is named.
             */
            at?: string | null;
        };
        /** @description A record to enter. */
        NewRecord: {
            /** @description The fields by their names, or by the headings of their columns in tables. */
            values: {
                [key: string]: unknown;
            };
        };
        /** @description One change with more of what it wrote. */
        OpenedChange: components["schemas"]["ChangeRow"] & {
            /** @description What people call the rows that it wrote, and what those refer to. */
            names: components["schemas"]["Named"][];
            /** @description The change that takes it back; none while it stands. */
            undone_by: string | null;
        };
        /** @description Who is signed in. */
        Operator: {
            /** @description The name that the log of changes keeps. */
            name: string;
        };
        /** @description The draft of an order. */
        Order: {
            /**
             * Format: date
             * @description First day of effect.
             */
            effective_from: string;
            /**
             * Format: date
             * @description Last day of effect.
             */
            effective_to: string | null;
            /** @description The id. */
            id: string;
            /** @description What it orders. */
            kind: string;
            /** @description The official number; empty until signed. */
            number: string | null;
            /** @description Draft, issued or revoked. */
            status: components["schemas"]["OrderStatus"];
            /** @description The value ordered. */
            value: string;
        };
        /** @enum {string} */
        OrderStatus: "draft" | "issued" | "revoked";
        OrdersRow: {
            area_code: string | null;
            area_name: string | null;
            /** Format: date-time */
            determined_at: string | null;
            disease: string | null;
            document: string | null;
            /** Format: date */
            effective_from: string | null;
            /** Format: date */
            effective_to: string | null;
            id: string;
            kind: string | null;
            /** Format: date-time */
            notified_at: string | null;
            number: string | null;
            /** @enum {string|null} */
            record_origin: "seed" | "record" | "officer" | "synthetic" | null;
            /** @enum {string|null} */
            status: "draft" | "issued" | "revoked" | null;
            value: string | null;
            version: number;
            zone_id: string | null;
        };
        OrdersRowPage: {
            /** @description Where the next page begins; none after the last one. */
            next_cursor: string | null;
            rows: components["schemas"]["OrdersRow"][];
            /** @description How many rows there are in all, where `count` was asked for; else null. */
            total: number | null;
        };
        /** @enum {string} */
        Origin: "seed" | "record" | "officer" | "synthetic";
        OtherCellsRow: {
            cells_json: string | null;
            id: string;
            row_id: string | null;
            row_kind: string | null;
            version: number;
        };
        OtherCellsRowPage: {
            /** @description Where the next page begins; none after the last one. */
            next_cursor: string | null;
            rows: components["schemas"]["OtherCellsRow"][];
            /** @description How many rows there are in all, where `count` was asked for; else null. */
            total: number | null;
        };
        OutbreaksRow: {
            area_code: string | null;
            area_name: string | null;
            code: string | null;
            /** Format: date-time */
            determined_at: string | null;
            /** Format: date */
            determined_on: string | null;
            disease: string | null;
            /** Format: date */
            ended_on: string | null;
            id: string;
            name: string | null;
            /** @enum {string|null} */
            record_origin: "seed" | "record" | "officer" | "synthetic" | null;
            /** Format: date-time */
            reported_at: string | null;
            version: number;
        };
        OutbreaksRowPage: {
            /** @description Where the next page begins; none after the last one. */
            next_cursor: string | null;
            rows: components["schemas"]["OutbreaksRow"][];
            /** @description How many rows there are in all, where `count` was asked for; else null. */
            total: number | null;
        };
        PeopleRow: {
            address: string | null;
            area_code: string | null;
            area_name: string | null;
            birth_year: number | null;
            /** Format: date */
            born_on: string | null;
            full_name: string | null;
            household_id: string | null;
            id: string;
            lodging_id: string | null;
            personal_id: string | null;
            phone: string | null;
            /** @enum {string|null} */
            record_origin: "seed" | "record" | "officer" | "synthetic" | null;
            /** @enum {string|null} */
            residence: "permanent" | "temporary" | null;
            /** @enum {string|null} */
            sex: "male" | "female" | null;
            source_key: string | null;
            version: number;
            workplace_id: string | null;
        };
        PeopleRowPage: {
            /** @description Where the next page begins; none after the last one. */
            next_cursor: string | null;
            rows: components["schemas"]["PeopleRow"][];
            /** @description How many rows there are in all, where `count` was asked for; else null. */
            total: number | null;
        };
        PeriodCountsRow: {
            area_code: string | null;
            area_name: string | null;
            cases: number | null;
            disease: string | null;
            id: string;
            /** @enum {string|null} */
            period: "week" | "month" | null;
            /** @enum {string|null} */
            record_origin: "seed" | "record" | "officer" | "synthetic" | null;
            /** Format: date */
            starts_on: string | null;
            version: number;
            was_epidemic: boolean | null;
        };
        PeriodCountsRowPage: {
            /** @description Where the next page begins; none after the last one. */
            next_cursor: string | null;
            rows: components["schemas"]["PeriodCountsRow"][];
            /** @description How many rows there are in all, where `count` was asked for; else null. */
            total: number | null;
        };
        PlacesRow: {
            area_code: string | null;
            area_name: string | null;
            id: string;
            /** @enum {string|null} */
            kind: "household" | "lodging" | "workplace" | "school" | "quarantine_site" | "facility" | "checkpoint" | null;
            name: string | null;
            /** @enum {string|null} */
            record_origin: "seed" | "record" | "officer" | "synthetic" | null;
            source_key: string | null;
            version: number;
        };
        PlacesRowPage: {
            /** @description Where the next page begins; none after the last one. */
            next_cursor: string | null;
            rows: components["schemas"]["PlacesRow"][];
            /** @description How many rows there are in all, where `count` was asked for; else null. */
            total: number | null;
        };
        /** @description What a plan decided. */
        PlanDecision: {
            /**
             * Format: date
             * @description First day.
             */
            from: string | null;
            /** @description The kind of proposal, or `duty`. */
            kind: string;
            /**
             * Format: date
             * @description Last day.
             */
            until: string | null;
            /** @description The value. */
            value: string;
        };
        /** @description A paragraph of a plan with what carries it. */
        PlanParagraph: {
            /** @description What carries it in the program. */
            carried_by: components["schemas"]["Carrier"][];
            /** @description What it says, in English. */
            en: string | null;
            /** @description The section and its place in it: `III.2.6-1`. */
            id: string;
            missing: components["schemas"]["Words"] | null;
            /** @description How far it is carried. */
            state: components["schemas"]["State"];
            /** @description The ids of the targets that it states. */
            targets: string[];
            /** @description The text itself. */
            text: string;
            /** @description The units that it or its heading names. */
            units: string[];
        };
        /** @description One decision of a plan with our proposal beside it. */
        PlanRow: {
            area: components["schemas"]["AreaRef"] | null;
            beside: components["schemas"]["Words"] | null;
            /** @description Its id in the scene's file. */
            id: string;
            level: components["schemas"]["Proposal"] | null;
            ours: components["schemas"]["Proposal"] | null;
            /** @description The decision in the vocabulary of proposals. */
            plan: components["schemas"]["PlanDecision"];
            /** @description The plan's own words, where it has some. */
            quote: string;
            /** @description The section of the plan. */
            section: string;
            /** @description What the plan decided. */
            text: components["schemas"]["Words"];
            /** @description How they agree. */
            verdict: components["schemas"]["Agreement"];
            /** @description Why. */
            why: components["schemas"]["Words"];
            zone: components["schemas"]["ZoneRef"] | null;
        };
        /** @description A section of a plan. */
        PlanSection: {
            /** @description The heading in English, in short. */
            en: string | null;
            /** @description Its heading, as the text has it. */
            heading: string | null;
            /** @description Its number in the plan: `III.2.6`; `0` before the first, `ket` and `noi-nhan` at the end. */
            id: string;
            /** @description Its own paragraphs; those of sections within it stand there. */
            paragraphs: components["schemas"]["PlanParagraph"][];
        };
        /** @description A plan at a glance. */
        PlanSummary: {
            /** @description The code of that place in the days of the plan. */
            area_code: string;
            /** @description How many of its paragraphs are carried. */
            counts: components["schemas"]["Counts"];
            /**
             * Format: date
             * @description First day on which it is taken to hold.
             */
            from: string;
            /** @description Whether it is about the area looked at, or one in which that lies. */
            here: boolean;
            /** @description Its id, the name of its folder. */
            id: string;
            /** @description Who issued it. */
            issuer: components["schemas"]["Words"];
            /** @description The number as its text has it. */
            number: string;
            /** @description The place that it is about. */
            place: components["schemas"]["Words"];
            /**
             * Format: date
             * @description The day that the text is signed on, where it says one.
             */
            signed_on: string | null;
            /** @description Where the text comes from, and what it does not say. */
            source: components["schemas"]["Words"];
            /** @description How many targets it states. */
            targets: number;
            /** @description Its title. */
            title: components["schemas"]["Words"];
            /**
             * Format: date
             * @description Last day.
             */
            until: string | null;
        };
        /** @description A plan paragraph by paragraph, and its targets in an area at a moment. */
        PlanText: components["schemas"]["PlanSummary"] & {
            area: components["schemas"]["AreaRef"] | null;
            /**
             * Format: date-time
             * @description The moment whose knowledge the targets rest on.
             */
            as_of: string;
            /** @description Whether the plan holds on the day of that moment. */
            holds: components["schemas"]["Holding"];
            /** @description Its sections, in their order. */
            sections: components["schemas"]["PlanSection"][];
            /** @description Its targets, in their order. */
            targets_shown: components["schemas"]["TargetRow"][];
        };
        /** @description The plans that the program carries out. */
        Plans: {
            /** @description The plans, those of the area looked at first, then in the order of their days. */
            plans: components["schemas"]["PlanSummary"][];
        };
        /** @description What a draft would change at a moment. */
        Preview: {
            /** @description Proposals that there would be and are not now. */
            added: components["schemas"]["Proposal"][];
            /** @description Proposals that would say something else. */
            changed: components["schemas"]["ChangedProposal"][];
            /** @description Worked examples beside the rules that do not come out; they keep nothing from being written. */
            examples: components["schemas"]["ContentFault"][];
            /** @description What is wrong in it, with file, line and what is wanted; then nothing is compared. */
            faults: components["schemas"]["ContentFault"][];
            /** @description Proposals that there would be no more. */
            gone: components["schemas"]["Proposal"][];
            /** @description What would be said of the whole answer and is not said now. */
            notes: components["schemas"]["Words"][];
            /** @description Proposals that would stay as they are. */
            same: number;
            /** @description How much cannot be told for want of facts: now, and with the draft. */
            undecided: number[];
        };
        /** @description A problem document (RFC 9457). */
        Problem: {
            /** @description The stable code, for programs. */
            code: string;
            /** @description What went wrong, in English. */
            detail: string;
            /** @description What went wrong, in Vietnamese. */
            detail_vi: string;
            /** @description What is wrong with which field of what was entered; empty for any other failure. */
            faults: components["schemas"]["FieldFault"][];
            meanwhile: components["schemas"]["Meanwhile"] | null;
            /**
             * Format: int32
             * @description The status of the answer.
             */
            status: number;
            /** @description What went wrong, in English. */
            title: string;
            /** @description The kind of problem, as a URN that ends in the code. */
            type: string;
        };
        /** @description What the rules propose; nothing happens until a person approves. */
        Proposal: components["schemas"]["Subject"] & {
            /** @description Whether it differs from what is in force. */
            changes: boolean;
            /** @description The weakest tag among the parameters and facts on which the outcome depends. */
            confidence: components["schemas"]["Confidence"];
            /** @description Whether it may decide once approved, or only advises. */
            decides: boolean;
            /** @description The legal document and article, as cited. */
            document: string;
            /**
             * Format: date-time
             * @description The instant by which something must be done.
             */
            due_at: string | null;
            /** @description What it rests on. */
            facts: components["schemas"]["UsedFact"][];
            /**
             * Format: date
             * @description First day on which it holds.
             */
            from: string | null;
            /** @description The kind, one of `content/proposals.toml`. */
            kind: string;
            /** @description What the reader must know besides: missing facts, alternatives, catch-up rounds. */
            notes: components["schemas"]["Words"][];
            /** @description Rule set, rule and version: `vn-covid-2021/23-kh-bcd/step-down.no-community-case@1`. */
            rule: string;
            /**
             * Format: date
             * @description Last day on which it holds.
             */
            until: string | null;
            /** @description The value, in the vocabulary of the kind. */
            value: components["schemas"]["FactValue"];
            /** @description The reason in words. */
            why: components["schemas"]["Words"];
            /** @description What would give another answer, the nearest first. */
            would_change: components["schemas"]["WouldChange"][];
        };
        /** @description A kind of proposal, as the content describes it. */
        ProposalKind: {
            asks?: components["schemas"]["Words"] | null;
            /** @description The period in which its facts are counted from nothing. */
            counted_anew?: string | null;
            heading?: components["schemas"]["Words"] | null;
            /** @description The word in rules, proposals and orders. */
            id: string;
            is?: components["schemas"]["Treated"] | null;
            /** @description Its name in a list. */
            label: components["schemas"]["Words"];
            order?: components["schemas"]["ProposalOrder"] | null;
            says?: components["schemas"]["Words"] | null;
            short?: components["schemas"]["Words"] | null;
            /** @description The words of its value, the worst first. */
            values?: components["schemas"]["ProposalValue"][];
        };
        /** @description How an order says what it orders. */
        ProposalOrder: {
            /** @description Its subject, with `{place}` and `{disease}`. */
            about: components["schemas"]["Words"];
            /** @description Its sentence, within one, with `{value}` and `{disease}`. */
            says: components["schemas"]["Words"];
        };
        /** @description A word that the value of a kind may be. */
        ProposalValue: {
            ordered?: components["schemas"]["Words"] | null;
            /** @description The same as a person says it. */
            says: components["schemas"]["Words"];
            /** @description The word. */
            value: string;
        };
        /** @description A proposal with what was decided on it. */
        Proposed: components["schemas"]["Proposal"] & {
            decision: components["schemas"]["Decided"] | null;
            /** @description The key under which it is decided. */
            key: string;
        };
        /** @description One record. */
        Record: {
            /** @description The id. */
            id: string;
            /** @description What stood beside it in imported tables, in columns that no field takes, by heading; for whoever may see persons. */
            other_cells: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description When the version was learned.
             */
            recorded_at: string;
            /** @description The fields by name, as in the list; those that tell who a person is for whoever may see them. */
            values: {
                [key: string]: unknown;
            };
            /**
             * Format: int64
             * @description The version that stands, on which a correction builds.
             */
            version: number;
        };
        /** @description What a verdict left behind. */
        RecordedDecision: {
            /** @description The change that holds both. */
            change_id: string;
            /** @description The decision. */
            decision: components["schemas"]["Decision"];
            order: components["schemas"]["Order"] | null;
        };
        /** @description Records of one kind that refer to a record by one field. */
        Referrers: {
            /** @description The field by which they refer to it. */
            field: string;
            /** @description Whether there are more. */
            has_more: boolean;
            /** @description The ids of the first of them. */
            ids: string[];
            /** @description Their kind. */
            kind: string;
        };
        /** @description The list that a number is made of. */
        RowsLink: {
            /** @description The list's path under the API. */
            path: string;
            /** @description Its query. */
            query: {
                [key: string]: string;
            };
        };
        /** @description A page of the list of a kind, as its own description has it. */
        RowsPage: Record<string, never>;
        /** @description Sampling of one day. */
        SampledOfDay: {
            /**
             * Format: int64
             * @description People sampled in rounds whose results are awaited.
             */
            awaited: number;
            /**
             * Format: int64
             * @description People on their lists.
             */
            listed: number;
            /**
             * Format: int64
             * @description Positive people in the rounds with results.
             */
            positive: number;
            /**
             * Format: int64
             * @description Rounds recorded.
             */
            rounds: number;
            /**
             * Format: int64
             * @description People sampled.
             */
            sampled: number;
        };
        SamplingRoundsRow: {
            id: string;
            listed: number | null;
            positive: number | null;
            /** @enum {string|null} */
            record_origin: "seed" | "record" | "officer" | "synthetic" | null;
            sampled: number | null;
            /** Format: date */
            taken_on: string | null;
            version: number;
            zone_id: string | null;
        };
        SamplingRoundsRowPage: {
            /** @description Where the next page begins; none after the last one. */
            next_cursor: string | null;
            rows: components["schemas"]["SamplingRoundsRow"][];
            /** @description How many rows there are in all, where `count` was asked for; else null. */
            total: number | null;
        };
        SavedViewsRow: {
            id: string;
            list: string | null;
            owner: string | null;
            query: string | null;
            title: string | null;
            version: number;
        };
        SavedViewsRowPage: {
            /** @description Where the next page begins; none after the last one. */
            next_cursor: string | null;
            rows: components["schemas"]["SavedViewsRow"][];
            /** @description How many rows there are in all, where `count` was asked for; else null. */
            total: number | null;
        };
        /** @description A scene of the demo. */
        Scene: {
            /** @description The area. */
            area: components["schemas"]["AreaRef"];
            /** @description The id. */
            id: string;
            /** @description What is made up in it. */
            notice: components["schemas"]["Words"];
            /**
             * Format: date-time
             * @description The time that it is there.
             */
            now: string;
            plan: components["schemas"]["ScenePlan"] | null;
            /** @description What there is to be seen in it. */
            shows: components["schemas"]["Words"];
            /**
             * Format: date-time
             * @description When it begins.
             */
            starts_at: string;
            /** @description The name. */
            title: components["schemas"]["Words"];
        };
        /** @description What the plan of a scene is called. */
        ScenePlan: {
            /** @description In full, with its number and day as far as they are known, as it stands within a sentence. */
            name: components["schemas"]["Words"];
            /** @description Short, for a heading. */
            short: components["schemas"]["Words"];
        };
        /** @description What a list is narrowed and sorted by, where an address would keep what nobody else may read. */
        Search: {
            /** @description Code of the area. */
            area?: string | null;
            /**
             * Format: date-time
             * @description The moment whose knowledge is wanted, from 1900 to 2199; now where none is named.
             */
            at?: string | null;
            /** @description Whether to count all rows besides. */
            count?: boolean;
            /** @description The `next_cursor` of the page before. */
            cursor?: string | null;
            /**
             * @description Conditions by the names of fields, as the list takes them: a value, or for days, moments and numbers a span
             *     `from..to`.
             */
            filters?: {
                [key: string]: string;
            };
            /**
             * Format: int64
             * @description At most so many rows; 100 where none is named.
             */
            limit?: number | null;
            /**
             * @description Words, numbers and keys without their marks, each as the beginning of a word of the record: `nguyen van`,
             *     `0912 345`, `BN-01`.
             */
            search?: string | null;
            /**
             * @description The name of a field, with a `-` before it the greatest first; names sort without marks, and what has no value
             *     comes last. The newest records first where none is named.
             */
            sort?: string | null;
        };
        /** @description The command board, with the time that it is and what was frozen of its day. */
        ServedBoard: components["schemas"]["Board"] & {
            frozen: components["schemas"]["Frozen"] | null;
            /**
             * Format: date-time
             * @description Now, as the scene has it.
             */
            now: string;
        };
        /** @description The clocks of an area, with the time that it is. */
        ServedClocks: components["schemas"]["Clocks"] & {
            /**
             * Format: date-time
             * @description Now, as the scene has it.
             */
            now: string;
        };
        /** @description Who works here, on what, and what time it is. */
        Session: {
            area: components["schemas"]["AreaRef"] | null;
            backup: components["schemas"]["Backup"] | null;
            /** @description Whether the data are a demo's. */
            demo: boolean;
            /** @description The code of the disease that the office works on; none where it works on all. */
            disease: string | null;
            /** @description Whether the program can be reached from this machine only. */
            loopback_only: boolean;
            /**
             * Format: date-time
             * @description The time that it is, in the scene where one is named.
             */
            now: string;
            /**
             * Format: date-time
             * @description The moment that the board opens at, where its area is one of another time than today; else none.
             */
            opens_at: string | null;
            /** @description Who is signed in. */
            operator: components["schemas"]["Operator"];
            /** @description The kinds of proposals, in the order in which they are read. */
            proposal_kinds: components["schemas"]["ProposalKind"][];
            /** @description The scenes of the demo. */
            scenes: components["schemas"]["Scene"][];
            /** @description Who signs the papers of the office, where that was told. */
            signer: string | null;
            /** @description What whoever works here should know of the machine: its clock, its disk, jobs that fail. */
            warnings: components["schemas"]["Words"][];
        };
        /** @description An indicator as shown. */
        Shown: {
            denominator: components["schemas"]["Denominator"] | null;
            /** @description What it means. */
            explain: components["schemas"]["Words"];
            /** @description The id. */
            id: string;
            /** @description The name. */
            label: components["schemas"]["Words"];
            /**
             * Format: double
             * @description What was counted.
             */
            numerator: number;
            /** @description Where its rows are. */
            rows: components["schemas"]["RowsLink"];
            /** @description The value on the days before. */
            trend: components["schemas"]["TrendPoint"][];
            /** @description The unit. */
            unit: components["schemas"]["Words"];
            /**
             * Format: double
             * @description The value; none where it cannot be told.
             */
            value: number | null;
        };
        /**
         * @description What a file of the place's own is, which its path says.
         * @enum {string}
         */
        Sort: "rules" | "examples" | "plan" | "measures" | "report_head" | "order_head";
        /** @description An order that holds on the day, or that was made for a later one. */
        Standing: components["schemas"]["Subject"] & {
            /** @description The legal basis, as cited. */
            document: string;
            /**
             * Format: date
             * @description First day of effect.
             */
            from: string;
            /** @description Whether it holds on the day; otherwise it is still to come. */
            holds: boolean;
            /** @description What it orders: the kind of a proposal. */
            kind: string;
            /** @description The official number; none until it is signed. */
            number: string | null;
            /** @description The order. */
            order_id: string;
            /** @description Draft or issued. */
            status: components["schemas"]["OrderStatus"];
            /**
             * Format: date
             * @description Last day of effect; none where nobody named one.
             */
            until: string | null;
            /** @description The value ordered. */
            value: string;
        };
        /**
         * @description How far a paragraph is carried.
         * @enum {string}
         */
        State: "whole" | "part" | "nothing" | "asks_nothing";
        StaysRow: {
            /** Format: date-time */
            began_at: string | null;
            /** Format: date-time */
            ended_at: string | null;
            id: string;
            person_id: string | null;
            place_id: string | null;
            /** @enum {string|null} */
            reason: "case" | "contact" | "arrival" | "other" | null;
            /** @enum {string|null} */
            record_origin: "seed" | "record" | "officer" | "synthetic" | null;
            version: number;
        };
        StaysRowPage: {
            /** @description Where the next page begins; none after the last one. */
            next_cursor: string | null;
            rows: components["schemas"]["StaysRow"][];
            /** @description How many rows there are in all, where `count` was asked for; else null. */
            total: number | null;
        };
        /** @description A subject as clients and scripts have it: with the place and the disease beside it, each under a name of its own. */
        Subject: {
            area: components["schemas"]["AreaRef"];
            case?: string | null;
            disease: string | null;
            disease_name: components["schemas"]["Words"] | null;
            subject: components["schemas"]["Which"];
            zone: components["schemas"]["ZoneRef"] | null;
        };
        /** @description Where an area lies, and what lies in it, to go on from there. */
        Surroundings: {
            /** @description The areas that it lies in, the smallest first. */
            above: components["schemas"]["AreaRef"][];
            /** @description The area. */
            area: components["schemas"]["AreaRef"];
            /** @description The areas beside it, which lie in the same one; none where that has very many. */
            beside: components["schemas"]["AreaRef"][];
            /** @description The areas right under it, by name. */
            under: components["schemas"]["AreaRef"][];
        };
        /**
         * Format: binary
         * @description The bytes of a table.
         */
        TableBytes: string;
        /** @description A target of a plan, and how far it is. */
        TargetRow: {
            /**
             * Format: date
             * @description The last day, where the plan states one.
             */
            by: string | null;
            /** @description How the value is compared. */
            compare: components["schemas"]["Comparing"];
            /**
             * Format: int32
             * @description Days from the day looked at to that day; below zero once it has passed.
             */
            days_left: number | null;
            /**
             * Format: double
             * @description How far the value is from the number; 0 once it is reached.
             */
            gap: number | null;
            /** @description Its id in the plan. */
            id: string;
            /** @description What is aimed at. */
            label: components["schemas"]["Words"];
            measured_by: components["schemas"]["Words"] | null;
            note: components["schemas"]["Words"] | null;
            now: components["schemas"]["Measured"] | null;
            /** @description The paragraph that states it. */
            paragraph: string;
            /** @description The plan's own words, or where they stand. */
            quote: string;
            rows: components["schemas"]["RowsLink"] | null;
            /** @description How it stands. */
            status: components["schemas"]["TargetStatus"];
            /**
             * Format: double
             * @description The upper number of `between`.
             */
            to: number | null;
            /** @description The unit. */
            unit: components["schemas"]["Words"];
            /**
             * Format: double
             * @description The number; none where the plan states a day alone.
             */
            value: number | null;
            why: components["schemas"]["Words"] | null;
        };
        /**
         * @description How a target stands.
         * @enum {string}
         */
        TargetStatus: "met" | "not_met" | "overdue" | "unknown";
        /** @description A file of the program from which one's own may begin. */
        Template: {
            /** @description Its path in the content of the program. */
            path: string;
            /** @description What it is. */
            sort: components["schemas"]["Sort"];
            /** @description What it is called. */
            title: components["schemas"]["Words"];
        };
        /** @description A text. */
        TemplateText: {
            /** @description What it says. */
            text: string;
        };
        /** @description A distancing tier, in force or planned. */
        Tier: {
            /** @description The legal basis. */
            document: string;
            /**
             * Format: date
             * @description First day.
             */
            from: string;
            /** @description The order. */
            order_id: string;
            /** @description Draft or issued. */
            status: components["schemas"]["OrderStatus"];
            /** @description The directive: `16`, `15`, `19`. */
            value: string;
        };
        /**
         * @description How a kind of proposal is treated.
         * @enum {string}
         */
        Treated: "level" | "tier" | "clock" | "gap";
        /** @description A value of the past. */
        TrendPoint: {
            /**
             * Format: date
             * @description The day.
             */
            date: string;
            /**
             * Format: double
             * @description The value.
             */
            value: number | null;
        };
        /** @description A question that the rules cannot answer for want of facts. */
        Unanswered: components["schemas"]["Subject"] & {
            /** @description Of how many single cases or people it is asked; 0 where it is about something else. */
            cases: number;
            /** @description The kind of proposal that could have come out. */
            kind: string;
            /** @description The facts that are missing, by name. */
            missing: {
                [key: string]: components["schemas"]["Words"];
            };
        };
        /** @description Why a change is taken back. */
        Undo: {
            /** @description The reason, in the officer's words; it may have several lines. */
            reason: string;
        };
        /** @description What taking back did. */
        Undone: {
            /** @description The change that took the other back. */
            change_id: string;
            /**
             * Format: int64
             * @description How many versions were withdrawn.
             */
            versions: number;
        };
        /** @description A unit that a person may choose. */
        Unit: {
            /** @description The official code on the day. */
            code: string;
            /** @description Commune, district or province. */
            level: string;
            /** @description The names of the units in which it lies, the smallest first. */
            lies_in: string[];
            /** @description The full name. */
            name: string;
        };
        /** @description The administrative units of a day, to choose one's own from. */
        UnitList: {
            /** @description The units, the likeliest first; at most 30. */
            rows: components["schemas"]["Unit"][];
        };
        /** @description A fact on which a proposal rests, with the line it was held against. */
        UsedFact: {
            /** @description How sure the value and the threshold are, the weaker of the two. */
            confidence: components["schemas"]["Confidence"];
            /** @description Whether the condition holds; none where it cannot be told. */
            holds: boolean | null;
            /** @description The fact's name as a person reads it. */
            label: components["schemas"]["Words"];
            /** @description The name of the fact. */
            name: string;
            origin: components["schemas"]["Origin"] | null;
            /** @description The condition in words and figures, for instance `> 20`. */
            threshold: string | null;
            value: components["schemas"]["FactValue"] | null;
        };
        /** @description One version of a row, with the change that made it. */
        Version: {
            /** @description The change that made it. */
            change: components["schemas"]["Change"];
            /**
             * Format: date-time
             * @description When it was learned.
             */
            recorded_at: string;
            /**
             * Format: date-time
             * @description When it was replaced or withdrawn.
             */
            superseded_at: string | null;
            /** @description The columns by name, as in the list. */
            values: {
                [key: string]: unknown;
            };
            /**
             * Format: int64
             * @description The version, from 1.
             */
            version: number;
        };
        /** @description A file of the place's own as somebody wants it. */
        WantedContent: {
            /**
             * Format: int64
             * @description The version that was seen; 0 for a new file.
             */
            base_version: number;
            /**
             * Format: date-time
             * @description The moment from which it is known, where a past one is replayed; now where none is named.
             */
            known_at?: string | null;
            /** @description Where it stands below the content folder. */
            path: string;
            /** @description Why. */
            reason: string;
            /** @description What it is to say; none where it is to be withdrawn. */
            text?: string | null;
        };
        /** @description One commune on the board. */
        Ward: {
            /** @description The commune. */
            area: components["schemas"]["AreaRef"];
            /** @description Confirmed cases by origin. */
            cases: components["schemas"]["CaseCounts"];
            /**
             * Format: int32
             * @description Days from then to the day shown.
             */
            days_since_last_community: number | null;
            /**
             * Format: date
             * @description The day on which the latest community case was found.
             */
            last_community_on: string | null;
            level: components["schemas"]["Level"] | null;
            /** @description Those found on the day. */
            new_cases: components["schemas"]["CaseCounts"];
            /** @description Zones open on the day. */
            open_zones: number;
            planned_tier: components["schemas"]["Tier"] | null;
            population: components["schemas"]["Denominator"] | null;
            /** @description Proposals that would change something here. */
            proposals: number;
            /** @description Whether there is an alert or an epidemic of any disease. */
            state: components["schemas"]["WardState"];
            /** @description Whether the rules may decide that state; otherwise it advises. */
            state_decides: boolean;
            /**
             * Format: int64
             * @description Suspected cases, which stand in no other count.
             */
            suspected: number;
            tier: components["schemas"]["Tier"] | null;
            /** @description The tier on the day shown. */
            tier_on_day: string | null;
        };
        /**
         * @description Whether there is an alert or an epidemic in a commune, by orders and by what the rules propose.
         * @enum {string}
         */
        WardState: "epidemic" | "alert" | "clear" | "unknown";
        Which: {
            /** @description The record's id. */
            id: string;
            /** @description The kind of record. */
            kind: string;
            /** @description What a person calls it. */
            label: string;
        };
        /** @description Records to withdraw. */
        Withdrawals: {
            /** @description Why, in the officer's words. */
            reason: string;
            /** @description The records by id, each with the version that was seen; 10,000 at most. */
            rows: {
                [key: string]: number;
            };
        };
        /** @description One text in the two languages of the program; Vietnamese is the official one. */
        Words: {
            /** @description English. */
            en: string;
            /** @description Vietnamese, with all marks. */
            vi: string;
        };
        /** @description One thing that, by itself, would give another answer. */
        WouldChange: {
            answer: components["schemas"]["FactValue"] | null;
            /** @description The fact that would have to be otherwise; none where days passing is enough. */
            fact: string | null;
            /** @description The same in words, within a sentence. */
            then: components["schemas"]["Words"];
            /** @description What it would have to be, or the day that would have to come. */
            to: components["schemas"]["FactValue"];
            /** @description The same in words, within a sentence. */
            when: components["schemas"]["Words"];
        };
        /** @description A row that a change wrote or withdrew. */
        WrittenRow: {
            /** @description The fields that have another value by it; those that tell who a person is for whoever may see them. */
            fields: {
                [key: string]: components["schemas"]["ChangedValues"];
            };
            /** @description The id. */
            id: string;
            /** @description The kind. */
            kind: string;
            /** @description `new`, `corrected` or `withdrawn`. */
            what: string;
        };
        /** @description Zones at a glance. */
        ZoneCounts: {
            /** @description Frozen by proposal or order. */
            frozen: number;
            /** @description Proposed to be lifted. */
            liftable: number;
            /** @description Open on the day. */
            open: number;
            /** @description Sampling rounds proposed. */
            rounds_due: number;
        };
        /** @description A zone that is open on the day. */
        ZoneOfDay: {
            /** @description The commune. */
            area: components["schemas"]["AreaRef"];
            /**
             * Format: date
             * @description Day of its latest confirmed case.
             */
            last_case_on: string | null;
            /**
             * Format: date
             * @description First day closed.
             */
            opened_on: string;
            /**
             * Format: int64
             * @description People inside, where counted.
             */
            residents: number | null;
            /** @description The zone. */
            zone: components["schemas"]["ZoneRef"];
        };
        /** @description The code and name of a zone, as proposals carry it. */
        ZoneRef: {
            /** @description The code. */
            code: string;
            /** @description The name. */
            name: string;
        };
        ZonesRow: {
            area_code: string | null;
            area_name: string | null;
            code: string | null;
            disease: string | null;
            households: number | null;
            id: string;
            /** Format: date */
            lifted_on: string | null;
            name: string | null;
            /** Format: date */
            opened_on: string | null;
            /** @enum {string|null} */
            record_origin: "seed" | "record" | "officer" | "synthetic" | null;
            residents: number | null;
            source: string | null;
            version: number;
        };
        ZonesRowPage: {
            /** @description Where the next page begins; none after the last one. */
            next_cursor: string | null;
            rows: components["schemas"]["ZonesRow"][];
            /** @description How many rows there are in all, where `count` was asked for; else null. */
            total: number | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
