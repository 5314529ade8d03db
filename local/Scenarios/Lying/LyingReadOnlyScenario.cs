using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Databases;
using Steadfast.Local.Scenarios.Reports;

namespace Steadfast.Local.Scenarios.Lying;

/// <summary>
/// Every web server says that the database takes no writes, and it takes every one: it calls itself read-only, and the application's
/// account may write all the same. The web servers are one kind of observer; a write through one of them is another, and proves them wrong.
/// </summary>
public sealed class LyingReadOnlyScenario : DatabaseScenario
{
    private static readonly TimeSpan StatementTimeout = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public override string Name => "lying-read-only";

    /// <inheritdoc/>
    public override string Title => "all web servers say that the database takes no writes, and it does";

    /// <inheritdoc/>
    protected override DatabaseEnding Expected => new(IncidentOutcome.Escalated, FailureKind.DatabaseUnreachableFromWebTier);

    /// <inheritdoc/>
    protected override Task InjectFaultAsync(DatabaseDrill drill)
    {
        string account = $"'{drill.Pair.Accounts.AppUser}'@'127.%'";
        drill.Drill.Faults.BreakDatabase($"the primary {drill.Pair.Primary.Name} calls itself read-only and takes every write");
        return drill.Pair.Primary.Server.ExecuteAsync(
            [$"GRANT READ_ONLY ADMIN ON *.* TO {account}", "SET GLOBAL read_only = 1", $"KILL CONNECTION USER {account}"], StatementTimeout,
            drill.Drill.Ending);
    }

    /// <inheritdoc/>
    protected override Task PutInOrderAsync(DatabaseDrill drill) =>
        drill.Pair.Primary.Server.ExecuteAsync(["SET GLOBAL read_only = 0"], StatementTimeout, drill.Drill.Ending);

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DatabaseDrillResult seen)
    {
        string reason = seen.Incident?.Reason ?? "no incident";
        yield return new(
            $"Incident tells that a write was taken: {reason}", reason.Contains("a write was taken", StringComparison.Ordinal));
    }
}
