#!/usr/bin/env bash
# Records a run of ./steadfast demo on a terminal of 80 columns and draws it as an SVG that moves, for README:
#   docs/images/record.sh > docs/images/demo.svg          a run; what else is given goes to ./steadfast demo
#   docs/images/record.sh --from FILE > FILE.svg          what was recorded before: seconds, a tab and a line of the terminal
#   docs/images/record.sh --lines > FILE                  a run, as such lines
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# What the terminal shows, line by line, with the seconds since the first.
record() {
  local began="" line now
  printf '0\t\033[1m$ ./steadfast demo%s\033[0m\r\n' "${*:+ $*}"
  while IFS= read -r line; do
    now=$EPOCHREALTIME
    : "${began:=$now}"
    awk -v from="$began" -v to="$now" 'BEGIN { printf "%.2f\t", to - from }'
    printf '%s\n' "$line"
  done < <(TERM=xterm-256color script -qefc "stty cols 80; '$root/steadfast' demo $*" /dev/null </dev/null)
}

# Lines come one after the other and move up when there are too many. Long pauses are cut, and the end stays for a while.
draw() {
  awk '
    BEGIN {
      rows = 26; high = 18; wide = 700; margin = 14; longest = 1.6; rest = 8; count = 0; clock = 0; before = 0
      split("31 91 38;5;1 38;5;9 32 92 38;5;2 38;5;10 33 93 38;5;3 38;5;11 34 94 38;5;4 38;5;12 35 95 38;5;5 38;5;13 36 96 38;5;6 38;5;14 90 38;5;8", codes, " ")
      split("r r r r g g g g y y y y b b b b m m m m c c c c q q", names, " ")
      for (i in codes) color[codes[i]] = names[i]
    }
    {
      tab = index($0, "\t"); at = substr($0, 1, tab - 1) + 0; text = substr($0, tab + 1)
      sub(/\r+$/, "", text)
      gsub(/\033[=>]/, "", text)
      # What was written over is not there any more.
      while ((end = index(text, "\r")) > 0) text = substr(text, end + 1)
      clock += (at - before > longest) ? longest : at - before
      before = at
      count++; time[count] = clock; line[count] = spans(text)
    }
    function escaped(text) { gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); gsub(/>/, "\\&gt;", text); gsub(/[\001-\037]/, "", text); return text }
    function part(text) { return text == "" ? "" : (look == "" ? escaped(text) : "<tspan class=\"" look "\">" escaped(text) "</tspan>") }
    function spans(text,   out, start, code) {
      out = ""; look = ""
      while (match(text, /\033\[[0-9;?]*[A-Za-z]/)) {
        start = RSTART; code = substr(text, RSTART + 2, RLENGTH - 3)
        out = out part(substr(text, 1, start - 1))
        if (substr(text, RSTART + RLENGTH - 1, 1) == "m") look = lookOf(code, look)
        text = substr(text, start + RLENGTH)
      }
      return out part(text)
    }
    function lookOf(code, now,   found, bold) {
      if (code == "" || code == "0") return ""
      bold = ""
      if (code == "1" || code ~ /^1;/ || code ~ /;1$/) { bold = "t "; sub(/^1;?/, "", code); sub(/;1$/, "", code) }
      found = code in color ? color[code] : ""
      found = bold found; sub(/ $/, "", found)
      return found
    }
    function shifted(n) { return n > rows ? -(n - rows) * high : 0 }
    END {
      total = clock + rest
      printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" xml:space=\"preserve\" role=\"img\" aria-label=\"A recorded run of ./steadfast demo\">\n", wide, rows * high + 2 * margin
      print "<style>"
      print ":root{--ground:#f6f8fa;--text:#1f2328;--line:#d0d7de;--r:#b3261e;--g:#146c43;--y:#7d5200;--b:#0b5cab;--m:#7a2e8f;--c:#0b6479;--q:#59636e}"
      print "@media (prefers-color-scheme:dark){:root{--ground:#0d1117;--text:#e6edf3;--line:#3d444d;--r:#ff8a80;--g:#57c78f;--y:#f0b64c;--b:#7ab8ff;--m:#d7a3e6;--c:#6cc7db;--q:#9198a1}}"
      print "text{font:13px/1 ui-monospace,SFMono-Regular,Menlo,Consolas,\"Liberation Mono\",monospace;fill:var(--text);white-space:pre}"
      print ".r{fill:var(--r)}.g{fill:var(--g)}.y{fill:var(--y)}.b{fill:var(--b)}.m{fill:var(--m)}.c{fill:var(--c)}.q{fill:var(--q)}.t{font-weight:700}"
      printf ".ground{fill:var(--ground)}.frame{fill:none;stroke:var(--line)}.roll{transform:translateY(%dpx)}.cover{transform:translateY(%dpx)}\n", shifted(count), count * high
      printf "@media (prefers-reduced-motion:no-preference){.roll{animation:roll %.2fs step-end infinite}.cover{animation:cover %.2fs step-end infinite}}\n", total, total
      roll = "@keyframes roll{"; cover = "@keyframes cover{"
      for (n = 1; n <= count; n++) {
        # Lines that came together are shown together.
        if (n < count && time[n + 1] - time[n] < 0.05) continue
        m = n; while (m > 1 && time[m] - time[m - 1] < 0.05) m--
        when = sprintf("%.2f%%", 100 * time[m] / total)
        roll = roll when "{transform:translateY(" shifted(n) "px)}"
        cover = cover when "{transform:translateY(" n * high "px)}"
      }
      print roll "}"; print cover "}"
      print "</style>"
      printf "<clipPath id=\"window\"><rect x=\"1\" y=\"%d\" width=\"%d\" height=\"%d\"/></clipPath>\n", margin, wide - 2, rows * high
      printf "<rect class=\"ground\" width=\"%d\" height=\"%d\" rx=\"8\"/><rect class=\"frame\" x=\".5\" y=\".5\" width=\"%d\" height=\"%d\" rx=\"8\"/>\n", wide, rows * high + 2 * margin, wide - 1, rows * high + 2 * margin - 1
      print "<g clip-path=\"url(#window)\"><g class=\"roll\">"
      for (n = 1; n <= count; n++) if (line[n] != "") printf "<text x=\"%d\" y=\"%d\">%s</text>\n", margin, margin + n * high - 5, line[n]
      printf "<rect class=\"ground cover\" x=\"1\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n", margin, wide - 2, count * high + rows * high
      print "</g></g>"
      print "</svg>"
    }'
}

case ${1:-} in
  --from) draw <"$2" ;;
  --lines) shift; record "$@" ;;
  *) record "$@" | draw ;;
esac
