using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Database;

/// <summary>Why a failover must not be asked for.</summary>
/// <param name="Why">Part of a sentence, with what a person can do.</param>
/// <param name="MayPass">Whether it may be otherwise in a moment, without anybody doing anything.</param>
public sealed record StandbyObjection(string Why, bool MayPass);

/// <summary>Whether the standby can take over. What it has not received would be lost. Pure.</summary>
public static class StandbyPolicy
{
    private const string Force = "a person may fail over with mode force, which may lose what the standby has not received";

    /// <summary>Why it cannot; null when it can.</summary>
    /// <param name="seen">What is seen.</param>
    /// <param name="fault">What is wrong with the database.</param>
    /// <param name="since">Since when, UTC.</param>
    /// <param name="limits">The limits.</param>
    public static StandbyObjection? Objection(DatabaseObservation seen, FailureKind fault, DateTimeOffset since, DatabaseOptions limits) => seen.Platform.Server switch
    {
        null => new($"whether it has a standby is not known: {seen.Platform.Problem}", MayPass: true),
        { } server => ObjectionOf(server) ?? OfReplication(seen.Standby.Replication, fault, since, limits),
    };

    /// <summary>The objection to it, as far as the server shows one; null when it shows nothing against it.</summary>
    /// <param name="server">The server.</param>
    public static StandbyObjection? ObjectionOf(DatabaseServerReading server) => server switch
    {
        { IsOff: true } => new($"the server is {server.State}: somebody switched it off, and has to start it", MayPass: false),
        { IsRedundant: false } => new($"the server has no standby (high availability is {server.Mode}); restart it, or restore it from a backup", MayPass: false),
        { IsFailingOver: true } => new(
            $"the platform is putting its standby in its place already; if it does not come to an end, open a support request, severity A, or {Force}", MayPass: true),
        { HasHealthyStandby: false } => new($"its standby is {server.Standby}; wait until it is Healthy, or {Force}", MayPass: false),
        _ => null,
    };

    /// <summary>What is missing of a database that is used, as part of a sentence; null when nothing is.</summary>
    /// <param name="seen">What is seen.</param>
    /// <param name="hasMoved">Whether it was failed over a short while ago: then it must be seen to have a standby again.</param>
    public static string? WhatIsMissing(DatabaseObservation seen, bool hasMoved) => seen.Platform.Server switch
    {
        null => hasMoved ? $"whether it has a standby again is not known: {seen.Platform.Problem}" : null,
        { IsRedundant: true, HasHealthyStandby: false } server => $"its standby is {server.Standby}",
        // After a failover the metrics are of the time before for some minutes.
        { IsRedundant: true } when !hasMoved && seen.Standby.Replication is { Io.IsRunning: false } => "its standby receives nothing from it",
        { IsRedundant: true } when !hasMoved && seen.Standby.Replication is { Sql.IsRunning: false } => "its standby does not apply what it receives",
        _ => null,
    };

    private static StandbyObjection? OfReplication(StandbyReading? replication, FailureKind fault, DateTimeOffset since, DatabaseOptions limits)
    {
        // From a primary that is dead nobody receives anything: that is the fault itself, and what was written before it has been received.
        bool isDueToFault = fault == FailureKind.DatabaseUnavailable && replication?.Io?.Since >= since - limits.FaultSlack;
        return replication switch
        {
            { Io.IsRunning: false } when !isDueToFault => new($"its standby has received nothing since {replication.Io.Since:HH:mm:ss}; {Force}", MayPass: false),
            { Sql.IsRunning: false } => new($"its standby has applied nothing since {replication.Sql.Since:HH:mm:ss}; {Force}", MayPass: false),
            { LagSeconds: { } lag } when lag > limits.StandbyLagLimit.TotalSeconds => new(
                $"its standby is {lag:0} s behind, and {limits.StandbyLagLimit.TotalSeconds:0} s are allowed; wait until it has caught up, or {Force}", MayPass: true),
            _ => null,
        };
    }
}
