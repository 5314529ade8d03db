using System.Text.Json;
using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Tests.Guard;

/// <summary>Requests to the guard at a fixed noon; a test says what differs.</summary>
internal static class Asks
{
    public static readonly DateTime Noon = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc);
    public static readonly GuardOptions Limits = new();

    /// <summary>Instance 1 of three does not serve.</summary>
    public static readonly PermitRequest Restart = new(
        "incident-1", "1", "not-serving", RepairAction.Restart, "alert lb-probe-down", IsManual: false, IsForced: false, Sick: 1, Total: 3, TargetServes: false, Noon, Limits);

    public static readonly PermitRequest Failover = Restart with { IncidentId = "incident-db", Target = "database", FailureClass = "unavailable", Action = RepairAction.Failover };

    public static PermitRequest For(string target, int sick = 1, int total = 3) =>
        Restart with { IncidentId = $"incident-{target}", Target = target, Sick = sick, Total = total };

    public static IncidentEnd Ended(string target, bool recovered, DateTime? at = null) =>
        new($"incident-{target}", target, "not-serving", Acted: true, recovered, IsManual: false, at ?? Noon, Limits);

    /// <summary>The incident of a target is gone without having said so.</summary>
    public static IncidentGone Gone(string target, LeftAction? left = null, DateTime? at = null) => new($"incident-{target}", left, at ?? Noon, Limits);

    /// <summary>An action that was accepted at noon may run until ten past, after a person has ended its incident.</summary>
    public static LeftAction Left(string target) => new(target, Noon, Noon.AddMinutes(10), "was ended by operator anna");

    public static PermitReturn Back(string target, bool helped, RepairAction rung = RepairAction.Restart, DateTime? at = null) => new($"incident-{target}", target, rung, helped, at ?? Noon);

    /// <summary>The state after all of these were granted.</summary>
    public static GuardState Granted(this GuardState state, params PermitRequest[] requests) => requests.Aggregate(state, (before, request) =>
    {
        GuardStep<PermitAnswer> step = GuardPolicy.Ask(before, request);
        Assert.True(step.Answer.Granted, step.Answer.Refusal?.Reason);
        return step.State;
    });

    /// <summary>The guard at a later time, of which nothing was wanted meanwhile: the watchdog has said how late it is.</summary>
    public static GuardState At(this GuardState state, DateTime now) => state with { Time = now };

    public static Refusal? Refusal(this GuardState state, PermitRequest request) => GuardPolicy.Ask(state, request).Answer.Refusal;

    /// <summary>States hold lists, which are compared as what they are written as.</summary>
    public static string Text(GuardState state) => JsonSerializer.Serialize(state);
}
