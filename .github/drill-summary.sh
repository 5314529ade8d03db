#!/usr/bin/env bash
# usage: drill-summary.sh FILE
# The reports of a drill as a Markdown table: the median of the runs of each scenario.
set -euo pipefail

jq --slurp --raw-output '
  def median: map(select(. != null)) | sort | if length == 0 then "-" else .[length / 2 | floor] end;
  "### Drill at pace \(.[0].pace), host \(.[0].host)", "",
  "commit \(.[0].commit // "unknown"), \(.[0].date), \(.[0].machine.cpu), \(.[0].machine.cores) cores", "",
  "| scenario | runs | as expected | busy | decided ms | restored ms | closed ms | requests failed |",
  "|---|---|---|---|---|---|---|---|",
  (group_by(.scenario)[] | [
    .[0].scenario, length, (map(select(all(.expectations[]; .met))) | length), (map(select(.busy)) | length),
    (map(.timeline.decisionMs) | median), (map(.timeline.restoredMs) | median), (map(.timeline.closedMs) | median),
    (map(.requests.failed) | median)] | "| " + (map(tostring) | join(" | ")) + " |")' "$1"
