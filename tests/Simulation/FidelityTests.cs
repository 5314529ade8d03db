using System.Reflection;
using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios;
using Steadfast.Local.Scenarios.Databases;
using Steadfast.Local.Scenarios.Lying;
using Steadfast.Local.Simulation.Faults;
using Steadfast.Local.Simulation.Worlds;

namespace Steadfast.Simulation.Tests;

/// <summary>A fault of the twin gives the same diagnosis, the same actions in the same order and the same ending here. What is not compared is listed, with the reason.</summary>
public sealed class FidelityTests
{
    private const string OnlyOneFault = "the schedule has no such fault";
    private const string NoSuchPart = "the simulated stack has no such part";
    private const string OtherSettings = "every world has the default settings";
    private const string Moment = "it is about a moment within an incident, and a schedule only names times; random schedules meet such moments";

    private static readonly Dictionary<string, (FaultKind[] Faults, int Instances, PlatformFailover Platform)> Compared = new()
    {
        ["instance-crash"] = ([FaultKind.Crash], 3, PlatformFailover.Absent),
        ["instance-hang"] = ([FaultKind.Hang], 3, PlatformFailover.Absent),
        ["instance-unrepairable"] = ([FaultKind.BadHost], 3, PlatformFailover.Absent),
        ["alert-lost"] = ([FaultKind.AlertsLost, FaultKind.Crash], 3, PlatformFailover.Absent),
        ["operation-fails"] = ([FaultKind.OperationFails, FaultKind.Crash], 3, PlatformFailover.Absent),
        ["control-plane-throttled"] = ([FaultKind.Throttled, FaultKind.Crash], 3, PlatformFailover.Absent),
        ["database-crash"] = ([FaultKind.DatabaseCrash], 3, PlatformFailover.Absent),
        ["database-hang"] = ([FaultKind.DatabaseHang], 3, PlatformFailover.Absent),
        ["database-read-only"] = ([FaultKind.DatabaseReadOnly], 3, PlatformFailover.Absent),
        ["database-disk-full"] = ([FaultKind.DatabaseReadOnly], 3, PlatformFailover.Absent),
        ["platform-fails-over"] = ([FaultKind.DatabaseCrash], 3, PlatformFailover.On),
    };

    /// <summary>Scenarios that are not compared, and why.</summary>
    private static readonly Dictionary<string, string> NotCompared = new()
    {
        ["instance-slow"] = "a simulated web server is slow without a break, and that of the twin answers at times",
        ["instance-flapping"] = "the twin's stops for too short a time for an alert, and loses its alerts",
        ["instance-dies-again"] = Moment,
        ["instance-poisoned"] = "a simulated web server with a bad disk answers 503, and that of the twin does not start",
        ["fleet-bad-deploy"] = OnlyOneFault,
        ["zone-outage"] = "a simulated zone comes back",
        ["one-instance-stack"] = "a simulated stack has two web servers at least",
        ["two-at-once"] = "one of two alerts comes first, and which is not the same",
        ["alert-storm"] = "a simulated stack has six web servers at most",
        ["alert-late"] = Moment,
        ["alerts-without-fault"] = OnlyOneFault,
        ["resolved-before-action"] = Moment,
        ["operation-stuck"] = "a simulated operation that is stuck is released after a while",
        ["capacity-refused"] = "simulated capacity comes back",
        ["instances-missing"] = "simulated capacity comes back",
        ["deploy-in-progress"] = Moment,
        ["paused"] = Moment,
        ["lease-held"] = Moment,
        ["aborted"] = Moment,
        ["automation-crash"] = Moment,
        ["automation-killed-in-restart"] = Moment,
        ["automation-killed-in-replacement"] = Moment,
        ["automation-killed-in-failover"] = Moment,
        ["operator-override"] = Moment,
        ["operator-ends"] = Moment,
        ["approve-timeout"] = OtherSettings,
        ["database-crash-cached"] = NoSuchPart,
        ["database-slow"] = OnlyOneFault,
        ["database-partition"] = OnlyOneFault,
        ["web-tier-partition"] = OnlyOneFault,
        ["standby-dead"] = "people restore the simulated standby",
        ["standby-lagging"] = Moment,
        ["standby-degraded"] = Moment,
        ["platform-late"] = "the twin's platform is late by seconds, and a simulated one by 15 minutes",
        ["graceful-failover"] = Moment,
        ["failover-fails"] = Moment,
        ["failover-twice"] = Moment,
        ["stale-pools"] = OnlyOneFault,
        ["database-and-instance"] = "which of the two ends first is not the same",
        ["split-brain-attempt"] = OnlyOneFault,
        ["cache-crash"] = NoSuchPart,
        ["cache-slow"] = NoSuchPart,
        ["cache-full"] = NoSuchPart,
        ["cache-failover"] = NoSuchPart,
        ["files-away"] = NoSuchPart,
        ["signin-provider-away"] = NoSuchPart,
    };

    public static TheoryData<string> Scenarios => [.. Compared.Keys];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task A_fault_of_the_twin_ends_the_same_way_here(string scenario)
    {
        var (faults, instances, platform) = Compared[scenario];
        // Whatever prepares the fault comes a moment before it.
        Fault[] schedule = [.. faults.Select((kind, index) => new Fault(TimeSpan.FromMinutes(4) + TimeSpan.FromSeconds(index), kind, 0, TimeSpan.FromMinutes(20), 1))];
        var (outcome, diagnosis, actions) = ExpectedBy(ScenarioCatalog.All.Single(one => one.Name == scenario));

        WorldResult result = await OwnThread.RunAsync(() => WorldRun.Run(new(7, instances, platform, AutomaticRepairs: false, schedule)));

        Assert.Equal([], result.Violations);
        Assert.Equal((scenario, string.Join(", ", actions)), (scenario, string.Join(", ", result.Actions)));
        Assert.Contains(result.Records, record => record.Outcome == outcome);
        Assert.Contains(result.Records, record => diagnosis is null || record.Steps.Any(step => step.Diagnosis == diagnosis));
    }

    public static TheoryData<string> Lies => [.. LyingCatalog.All.OfType<LyingScenario>().Where(scenario => scenario.Answer is not null).Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task What_the_control_plane_says_and_is_not_so_is_taken_the_same_way_here(string name)
    {
        LyingScenario scenario = LyingCatalog.All.OfType<LyingScenario>().Single(one => one.Name == name);
        var (outcome, diagnosis, actions) = ExpectedBy(scenario);
        FaultKind kind = name == "lying-quota-exceeded" ? FaultKind.BadHost : FaultKind.Crash;
        FaultSchedule schedule = new(7, 3, PlatformFailover.Absent, AutomaticRepairs: false, [new(TimeSpan.FromMinutes(4), kind, 0, TimeSpan.FromMinutes(20), 1)]);
        int told = 0;

        WorldResult result = await OwnThread.RunAsync(() => WorldRun.Run(schedule, prepare: world =>
        {
            world.After(TimeSpan.FromMinutes(4) - TimeSpan.FromSeconds(1), () => world.Azure.Answers.Tell(scenario.Answer!));
            world.After(TimeSpan.FromMinutes(33), () => told = world.Azure.Answers.Told);
        }));

        Assert.True(told > 0, $"nobody has heard it: {string.Join("; ", result.Violations)}");
        // Of the first incident: half an hour later it is so again, and what a person was asked for is done by the next one.
        IncidentRecord first = result.Records.First(record => record.Target == "1");
        IEnumerable<string> done = first.Actions.Where(action => action.Accepted is not null).Select(action => $"{action.Kind} {action.Target}");
        Assert.Equal((name, string.Join(", ", actions), outcome), (name, string.Join(", ", done), first.Outcome));
        Assert.Contains(first.Steps, step => step.Diagnosis == diagnosis);
    }

    [Fact]
    public void Every_scenario_is_compared_or_it_is_said_why_not()
    {
        string[] lies = [.. LyingCatalog.All.Select(scenario => scenario.Name)];

        // Of the lies those of the control plane are: docs/simulation.md says of the others why not.
        Assert.Equal(
            ScenarioCatalog.All.Select(scenario => scenario.Name).Except(lies).Order(StringComparer.Ordinal),
            Compared.Keys.Concat(NotCompared.Keys).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(NotCompared.Values, string.IsNullOrWhiteSpace);
    }

    private static (IncidentOutcome Outcome, FailureKind? Diagnosis, IReadOnlyList<string> Actions) ExpectedBy(IScenario scenario) =>
        scenario.GetType().GetProperty("Expected", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(scenario) switch
        {
            Local.Scenarios.Drills.Ending ending => (ending.Outcome, ending.Diagnosis, ending.Actions),
            DatabaseEnding ending => (ending.Outcome, ending.Diagnosis, [.. ending.Actions, .. ending.OnWebServers]),
            _ => throw new InvalidOperationException($"{scenario.Name} does not say how it ends"),
        };
}
