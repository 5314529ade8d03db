using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;

namespace Steadfast.Local.Scenarios.FailureModes;

/// <summary>Advice for a person about an alert rule.</summary>
/// <param name="Rule">Name of the rule.</param>
/// <param name="Announces">The diagnoses that its alerts lead to; empty when they lead to none.</param>
/// <param name="Scenarios">Names of the scenarios in which it fires.</param>
/// <param name="ByHand">What to do.</param>
public sealed record AlertMode(string Rule, IReadOnlyList<FailureKind> Announces, IReadOnlyList<string> Scenarios, string ByHand);

/// <summary>Failure modes that a scenario shows.</summary>
/// <param name="Scenario">Its name.</param>
/// <param name="Kinds">The diagnoses that are made in it.</param>
/// <param name="Refusals">The refusals that are given in it.</param>
public sealed record ScenarioUse(string Scenario, IReadOnlyList<FailureKind> Kinds, params IReadOnlyList<RefusalKind> Refusals);

/// <summary>A refusal of the guard, as an example that can be asked for, and how it is lifted.</summary>
/// <param name="Kind">Why it refuses.</param>
/// <param name="State">A state in which it does.</param>
/// <param name="Request">A request that it then refuses.</param>
/// <param name="ByHand">How a person lifts it.</param>
public sealed record RefusalMode(RefusalKind Kind, GuardState State, PermitRequest Request, string ByHand);
