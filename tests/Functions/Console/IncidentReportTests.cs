using Steadfast.Functions.Actions;
using Steadfast.Functions.Console;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Tests.Console;

/// <summary>What a report says, and that nothing in it is markup that somebody else wrote.</summary>
[Trait("Category", "fast")]
public sealed class IncidentReportTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    private static readonly IncidentRecord Recovered = new(
        "incident-instance-1-not-serving-000012", "1", "alert lb-probe-down", IncidentOutcome.Recovered, "recovered: instance 1: it serves (by reimage)", FailureKind.InstanceUnresponsive,
        new(Noon, Noon.AddMinutes(2), Noon.AddSeconds(125), Noon.AddMinutes(5), Noon.AddMinutes(8), Noon.AddMinutes(9), Noon.AddMinutes(10)),
        [
            new("restart", "1", "alert lb-probe-down", Noon.AddSeconds(130), Noon.AddSeconds(200), ActionResult.Succeeded, "the platform says it is done"),
            new("reimage", "1", "alert lb-probe-down", Noon.AddMinutes(5), Noon.AddMinutes(8), ActionResult.Succeeded, "the platform says it is done"),
        ],
        [
            new(Noon.AddMinutes(2), StepKind.Opened, "opened by alert lb-probe-down for instance 1"),
            new(Noon.AddMinutes(3), StepKind.Refused, "refused: paused by anna"),
        ])
    {
        Evidence = [new("evidence-1", Noon.AddMinutes(4), "status and boot log were read")],
    };

    [Fact]
    public void A_report_tells_the_whole_story() => Assert.Equal(
        """
        # Post-incident report: instance 1, Recovered

        |  |  |
        |---|---|
        | incident | `incident-instance-1-not-serving-000012` |
        | outcome | Recovered |
        | diagnosis | InstanceUnresponsive |
        | opened by | alert lb-probe-down |
        | began, UTC | 2026-01-15 12:00:00.0 |
        | down for | 9 min |
        | lasted | 10 min |

        ## Summary

        recovered: instance 1: it serves (by reimage)

        ## Timeline

        | moment | UTC | after the one before | after the first |
        |---|---|---|---|
        | first failure | 2026-01-15 12:00:00.0 |  |  |
        | signal | 2026-01-15 12:02:00.0 | 2 min | 2 min |
        | decided | 2026-01-15 12:02:05.0 | 5 s | 2.1 min |
        | action accepted | 2026-01-15 12:05:00.0 | 2.9 min | 5 min |
        | action done | 2026-01-15 12:08:00.0 | 3 min | 8 min |
        | restored | 2026-01-15 12:09:00.0 | 60 s | 9 min |
        | closed | 2026-01-15 12:10:00.0 | 60 s | 10 min |

        ## What was seen, decided and done

        | UTC | kind | sentence |
        |---|---|---|
        | 2026-01-15 12:02:00.0 | Opened | opened by alert lb-probe-down for instance 1 |
        | 2026-01-15 12:03:00.0 | Refused | refused: paused by anna |

        ## Actions

        | action | target | asked for by | accepted | took | result | detail |
        |---|---|---|---|---|---|---|
        | restart | 1 | alert lb-probe-down | 2026-01-15 12:02:10.0 | 70 s | Succeeded | the platform says it is done |
        | reimage | 1 | alert lb-probe-down | 2026-01-15 12:05:00.0 | 3 min | Succeeded | the platform says it is done |

        ## Refusals and people

        | UTC | sentence |
        |---|---|
        | 2026-01-15 12:03:00.0 | refused: paused by anna |

        ## Evidence

        | saved | read it at | what it is |
        |---|---|---|
        | 2026-01-15 12:04:00.0 | `GET /api/incidents/incident-instance-1-not-serving-000012/evidence/1` | status and boot log were read |

        ## Clients

        The automation does not see the clients. Fill in from your own measurements: requests that failed, the longest answer, writes that were lost.

        ## Open questions

        - What caused the fault? The automation sees what fails, not why.
        - Why did the signal come 2 min after the first failure?
        - Why did the restart not help?

        """,
        IncidentReport.Of(Recovered));

    [Fact]
    public void One_that_repeats_a_hand_over_names_it() => Assert.Contains(
        "| opened by | alert lb-probe-down |\n| repeats | `incident-a`, handed over 2026-11-20 11:55:00.0 UTC |\n",
        IncidentReport.Of(Recovered with { StartedBy = "alert lb-probe-down", Repeats = new("incident-a", new(2026, 11, 20, 11, 55, 0, TimeSpan.Zero)) }), StringComparison.Ordinal);

    [Theory]
    [InlineData("<img src=x onerror=alert(1)>", "\\<img src=x onerror=alert(1)\\>")]
    [InlineData("[here](javascript:alert(1))", "\\[here\\](javascript:alert(1))")]
    [InlineData("a | b", "a \\| b")]
    [InlineData("line\n# a heading", "line \\# a heading")]
    [InlineData("`code` **bold** _it_ ~~no~~", "\\`code\\` \\*\\*bold\\*\\* \\_it\\_ \\~\\~no\\~\\~")]
    [InlineData("see https://evil.example or www.evil.example", "see https\\://evil.example or www\\.evil.example")]
    [InlineData("&lt;b&gt; @everyone", "\\&lt;b\\&gt; \\@everyone")]
    [InlineData("back\\slash", "back\\\\slash")]
    public void What_others_wrote_is_text(string text, string shown)
    {
        IncidentRecord record = Recovered with
        {
            Reason = text,
            StartedBy = text,
            Steps = [new(Noon, StepKind.Person, text)],
            Actions = [new(text, text, text, Noon, Noon, ActionResult.Failed, text)],
            Evidence = [new("evidence-1", Noon, text)],
        };

        string report = IncidentReport.Of(record);

        Assert.Equal(9, report.Split(shown).Length - 1);
        Assert.DoesNotContain(text, report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(IncidentOutcome.Escalated, "- What mended it in the end, and could the automation have done that?")]
    [InlineData(IncidentOutcome.Refused, "- Was it right that this stood against the action?")]
    [InlineData(IncidentOutcome.Open, "- It is still open; write the report again when it has closed.")]
    public void Each_ending_leaves_a_question(IncidentOutcome outcome, string question) => Assert.EndsWith($"{question}\n", IncidentReport.Of(Recovered with { Outcome = outcome }), StringComparison.Ordinal);
}
