using System.Text;
using System.Text.RegularExpressions;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Watchdog;
using Steadfast.Local.Scenarios;
using Steadfast.Local.Scenarios.FailureModes;

namespace Steadfast.Docs.Tests;

/// <summary>Makes docs/failure-modes.md of the code: the policies are asked, doc comments are quoted, and the tables of the scenarios are joined to them.</summary>
internal static partial class FailureModesPage
{
    public const string Path = "docs/failure-modes.md";

    /// <summary>Every scenario of the drill, by its name.</summary>
    public static readonly IReadOnlyDictionary<string, IScenario> Scenarios = ScenarioCatalog.All.ToDictionary(scenario => scenario.Name);

    public static string Write()
    {
        StringBuilder page = new();
        page.AppendLine("# Failure modes").AppendLine()
            .AppendLine("What can be wrong, what the automation does about it, who may do that, and what a person does by hand.")
            .AppendLine("This file is written by a test from the code (`tests/Docs`, test `Write`); do not edit it.")
            .AppendLine("A person may order any action for any instance, whatever the diagnosis; [operations.md](operations.md) says how to send the requests that are named here.").AppendLine()
            .AppendLine("- [Diagnoses](#diagnoses)").AppendLine("- [Alert rules](#alert-rules)").AppendLine("- [Refusals](#refusals)")
            .AppendLine("- [The automation itself](#the-automation-itself)").AppendLine("- [Scenarios](#scenarios)");
        Diagnoses(page);
        AlertRules(page);
        Refusals(page);
        TheAutomation(page);
        ScenarioTable(page);
        return page.ToString();
    }

    private static void Diagnoses(StringBuilder page)
    {
        page.AppendLine().AppendLine("## Diagnoses").AppendLine()
            .AppendLine("| diagnosis | of an instance | of the database | who may do it | scenarios |").AppendLine("|---|---|---|---|---|");
        foreach (Runbook mode in Runbooks.All)
        {
            page.AppendLine($"| [{mode.Diagnosis}](#{Anchor(mode.Diagnosis)}) | {Words(InstanceCourse.Of(mode.Diagnosis))} | {Words(DatabaseCourse.Of(mode.Diagnosis))} "
                + $"| {string.Join(", ", Modes(mode.Diagnosis).Select(setting => $"`{setting.Name}`"))} | {Listed(ScenarioUses.Of(mode.Diagnosis))} |");
        }

        foreach (Runbook mode in Runbooks.All)
        {
            page.AppendLine().AppendLine($"### {mode.Diagnosis}").AppendLine().AppendLine(CodeDocs.Of(mode.Diagnosis)).AppendLine()
                .AppendLine($"- **Means**: {mode.Means}")
                .AppendLine($"- **Steadfast**: {mode.Automation}")
                .AppendLine($"- **Next step of a person**: {mode.NextStep}{(mode.Command.Length == 0 ? "" : $" Begin with `{mode.Command}`.")}")
                .AppendLine($"- **In an incident of an instance**: {Told(InstanceCourse.Of(mode.Diagnosis))}");
            if (DatabaseCourse.Of(mode.Diagnosis) is { } course)
            {
                page.AppendLine($"- **In an incident of the database**: {Told(course)}");
            }

            page.AppendLine($"- **Who may do it**: {Who(mode.Diagnosis)}")
                .AppendLine($"- **Alert rules**: {Listed(AlertModeCatalog.All.Where(rule => rule.Announces.Contains(mode.Diagnosis)).Select(rule => rule.Rule))}")
                .AppendLine($"- **Scenarios**: {Listed(ScenarioUses.Of(mode.Diagnosis))}")
                .AppendLine($"- **By hand**: {mode.ByHand}");
            if (ScenarioUses.Of(mode.Diagnosis).Select(DrillFigures.All.GetValueOrDefault).FirstOrDefault(figure => figure is not null) is { } drilled)
            {
                page.AppendLine($"- **Last drill**: {drilled.Sentence}");
            }
        }
    }

    private static void AlertRules(StringBuilder page)
    {
        page.AppendLine().AppendLine("## Alert rules").AppendLine()
            .AppendLine("A rule that is not listed may name its handler as custom property `handler`. What cannot be placed is kept: `GET /api/alerts`.").AppendLine()
            .AppendLine("| rule | handler | scenarios |").AppendLine("|---|---|---|");
        foreach (AlertMode mode in AlertModeCatalog.All)
        {
            page.AppendLine($"| [{mode.Rule}](#{mode.Rule}) | {AlertRouteTable.ByRule[mode.Rule]} | {Listed(mode.Scenarios)} |");
        }

        foreach (AlertMode mode in AlertModeCatalog.All)
        {
            AlertHandler handler = AlertRouteTable.ByRule[mode.Rule];
            page.AppendLine().AppendLine($"### {mode.Rule}").AppendLine().AppendLine(Deployed()[mode.Rule]).AppendLine()
                .AppendLine($"- **Handler**: {handler}. {CodeDocs.Of(handler)}")
                .AppendLine($"- **Leads to**: {Listed(mode.Announces.Select(kind => $"{kind}"))}")
                .AppendLine($"- **Scenarios**: {Listed(mode.Scenarios)}")
                .AppendLine($"- **By hand**: {mode.ByHand}");
        }
    }

    private static void TheAutomation(StringBuilder page)
    {
        WatchdogOptions watch = new();
        page.AppendLine().AppendLine("## The automation itself").AppendLine()
            .AppendLine("| what is wrong | what is done about it | by hand |").AppendLine("|---|---|---|")
            .AppendLine("| an incident holds its key and has not begun: its start was lost | the watchdog sees it in two looks in a row, tells people, gives it up, and hands what a person has ordered to the next one | nothing; see [operations.md](operations.md#an-incident-that-does-not-run) |")
            .AppendLine("| an incident is suspended | it is told and resumed at the second look and the third, and given up when it is suspended after that | pause the automation instead of suspending an incident |")
            .AppendLine($"| an incident shows no sign of life for {RemedyCourse.Text(watch.StuckAfter)} (`Watchdog__StuckAfter`) and waits for no approval | it is told and given up; the guard lets nothing begin that it may still ask for when it wakes | look into its target: what it had begun may be half done |")
            .AppendLine($"| a web server does not serve for {RemedyCourse.Text(watch.LongChange)} (`Watchdog__LongChange`) while the platform changes it: by a rolling upgrade, or by an operation on it | the watchdog opens one incident for it. That waits a while longer, tells people, and repairs nothing as long as the change goes on | end what changes it: see [DeploymentInProgress](#deploymentinprogress) and [PlatformRecovering](#platformrecovering) |")
            .AppendLine($"| the clock of a host is wrong by more than {RemedyCourse.Text(GuardClock.MaxStep)} | pauses, leases, permits, cool-downs and the breaker go by the guard's own time, which follows such a clock only when it has been upheld for {RemedyCourse.Text(GuardClock.MaxStep)} | nothing; times in records are those of the host |")
            .AppendLine("| an alert says that it fired in the future | it counts as fired in the moment in which it came | nothing |")
            .AppendLine("| the addresses of the instances cannot be read, as when the platform throttles them at a start of the automation | they are asked for again within 15 s; an alert waits for them for an hour and is placed then | nothing; after that hour the alert is in `GET /api/alerts` as `Unplaced`, and the watchdog goes on looking |");
    }

    private static void Refusals(StringBuilder page)
    {
        GuardOptions limits = new();
        page.AppendLine().AppendLine("## Refusals").AppendLine()
            .AppendLine("The guard is asked before every action. An incident that is refused waits and asks again; after `Guard__RefusalDeadline` "
                + $"({RemedyCourse.Text(limits.RefusalDeadline)} by default) it closes as Refused. The sentences are examples.");
        foreach (RefusalMode mode in RefusalModeCatalog.All)
        {
            page.AppendLine().AppendLine($"### {mode.Kind}").AppendLine().AppendLine(CodeDocs.Of(mode.Kind)).AppendLine()
                .AppendLine($"- **Says**: `{RefusalModeCatalog.Ask(mode).Refusal!.Reason}`")
                .AppendLine($"- **Binds**: {Binds(mode)}")
                .AppendLine($"- **Scenarios**: {Listed(ScenarioUses.Of(mode.Kind))}")
                .AppendLine($"- **To lift it**: {mode.ByHand}");
        }
    }

    private static void ScenarioTable(StringBuilder page)
    {
        page.AppendLine().AppendLine("## Scenarios").AppendLine()
            .AppendLine("Each runs on one machine: `./steadfast drill --scenario NAME`. Figures are those of the last drill that was recorded, at pace fast, where Azure's operations take seconds;")
            .AppendLine("[drills.json](drills.json) has date and commit of each. Decision and service count from the fault.").AppendLine()
            .AppendLine("| scenario | what happens | shows | decided | serves again | longest outage | failed requests | lost writes |").AppendLine("|---|---|---|---|---|---|---|---|");
        foreach (ScenarioUse use in ScenarioUses.All)
        {
            IEnumerable<string> shown = use.Kinds.Select(kind => $"[{kind}](#{Anchor(kind)})").Concat(use.Refusals.Select(kind => $"[{kind}](#{kind.ToString().ToLowerInvariant()})"));
            string figures = DrillFigures.All.GetValueOrDefault(use.Scenario)?.Cells ?? " | | | | ";
            page.AppendLine($"| `{use.Scenario}` | {Scenarios[use.Scenario].Title} | {string.Join(", ", shown)} | {figures} |");
        }
    }

    // Sample: `restart: <what is seen>`; when that does not help `reimage: <what is seen>`
    private static string Told(RemedyCourse course) =>
        string.Join("; ", course.Steps.Select(step => step.When.Length == 0 ? $"`{step.Decision.Reason}`" : $"{step.When} `{step.Decision.Reason}`"));

    private static string Words(RemedyCourse? course) => course?.Steps[0].Decision switch
    {
        null => "",
        { Rung: { } rung } => rung.Name(),
        { Remedy: Remedy.Wait } => $"wait, then {course.Steps[1].Decision.Remedy.ToString().ToLowerInvariant()}{(course.Recycles ? "; after a failover recycle" : "")}",
        { Remedy: Remedy.None } => "nothing",
        var other => other.Remedy.ToString().ToLowerInvariant(),
    };

    private static IReadOnlyList<(string Name, Mode Default)> Modes(FailureKind kind) => [.. InstanceCourse.Of(kind).Modes, .. DatabaseCourse.Of(kind)?.Modes ?? []];

    private static string Who(FailureKind kind) => Modes(kind) is { Count: > 0 } modes
        ? $"the automation, with the guard's permit, as far as {string.Join(", ", modes.Select(mode => $"`{mode.Name}` ({mode.Default} by default)"))} {(modes.Count == 1 ? "lets" : "let")} it"
        : DatabaseCourse.Of(kind) is { Recycles: true } ? "the automation, with the guard's permit for each web server that it restarts"
        : "nobody is asked; nothing is repaired by itself";

    private static string Binds(RefusalMode mode)
    {
        bool Refuses(bool isManual, bool isForced, RepairAction? action = null) => RefusalModeCatalog.Ask(mode, isManual, isForced, action).Refusal?.Kind == mode.Kind;
        return $"the automation: {YesNo(Refuses(false, false))}; its failover of the database: {YesNo(Refuses(false, false, RepairAction.Failover))}; "
            + $"a person's order: {YesNo(Refuses(true, false))}; one with `force`: {YesNo(Refuses(true, true))}";
    }

    private static string YesNo(bool does) => does ? "yes" : "no";

    private static string Anchor(FailureKind kind) => kind.ToString().ToLowerInvariant();

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"`{name}`")) is { Length: > 0 } text ? text : "none";

    /// <summary>What each deployed rule says, from the templates.</summary>
    public static IReadOnlyDictionary<string, string> Deployed() => new[] { "alerts", "alerts-database", "alerts-events", "alerts-logs" }
        .SelectMany(file => Rule().Matches(Repository.Text($"bicep/{file}.bicep")))
        .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["why"].Value.Replace("\\'", "'", StringComparison.Ordinal));

    // Sample: "name: 'lb-probe-down'", "severity: 1" and "handler: 'instance'" on lines of their own, and below them "why: 'The balancer\'s probe …'"
    [GeneratedRegex(@"name: '(?<name>[^']+)'\s+(?:severity: \d\s+)?handler: [\s\S]*?why: '(?<why>(?:[^'\\]|\\.)*)'")]
    private static partial Regex Rule();
}
