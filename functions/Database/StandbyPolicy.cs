using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Database;

/// <summary>Describes a reason against a failover.</summary>
/// <param name="Why">Part of a sentence.</param>
/// <param name="Instruction">What a person can do, with its full stop.</param>
/// <param name="MayPass">Whether it may be otherwise in a moment, without anybody doing anything.</param>
public sealed record StandbyObjection(string Why, string Instruction, bool MayPass)
{
    /// <summary>Gets both as one text.</summary>
    public string Text => $"{Why}. {Instruction}";
}

/// <summary>Tells whether the standby can take over. What it has not received would be lost. Pure.</summary>
public static class StandbyPolicy
{
    private const string Force = "POST /api/database/failover with mode force may lose what the standby has not received.";

    /// <summary>Gives the reason why it cannot; null when it can.</summary>
    public static StandbyObjection? Objection(DatabaseObservation seen, FailureKind fault, DateTimeOffset since, DatabaseOptions limits)
    {
        if (seen.Platform.Server is not { } server)
        {
            string unknown = $"state of the standby unknown ({seen.Platform.Problem})";
            return new(unknown, $"Check the server in the portal; {Force}", MayPass: true);
        }

        return ObjectionOf(server) ?? OfReplication(seen.Standby.Replication, fault, since, limits);
    }

    /// <summary>Gives the reason against it, as far as the server shows one; null when it shows nothing against it.</summary>
    public static StandbyObjection? ObjectionOf(DatabaseServerReading server) => server switch
    {
        { IsOff: true } => new($"the server is {server.State}", "Start the server: somebody switched it off.", MayPass: false),
        { IsRedundant: false } => new(
            $"the server has no standby (high availability is {server.Mode})", "Restart the server, or restore it from a backup.",
            MayPass: false),
        { IsFailingOver: true } => new(
            "Azure is failing over to the standby already", $"Open a support request, severity A, if that does not end; {Force}",
            MayPass: true),
        { HasHealthyStandby: false } =>
            new($"the standby is {server.Standby}", $"Wait until the standby is Healthy; {Force}", MayPass: false),
        _ => null,
    };

    /// <summary>Tells what a database that is used lacks, as part of a sentence; null when nothing is missing.</summary>
    /// <param name="hasMoved">Whether it was failed over a short while ago: then it must be seen to have a standby again.</param>
    public static string? WhatIsMissing(DatabaseObservation seen, bool hasMoved) => seen.Platform.Server switch
    {
        null when hasMoved => $"state of the new standby unknown ({seen.Platform.Problem})",
        { IsRedundant: true, HasHealthyStandby: false } server => $"the standby is {server.Standby}",
        // After a failover the metrics are of the time before for some minutes.
        { IsRedundant: true } when !hasMoved && seen.Standby.Replication is { Io.IsRunning: false } => "the standby receives nothing",
        { IsRedundant: true } when !hasMoved && seen.Standby.Replication is { Sql.IsRunning: false } =>
            "the standby does not apply what it receives",
        _ => null,
    };

    private static StandbyObjection? OfReplication(
        StandbyReading? replication, FailureKind fault, DateTimeOffset since, DatabaseOptions limits)
    {
        // From a primary that is dead nobody receives anything: that is the fault itself, and what was written before it has been received.
        bool isDueToFault = fault == FailureKind.DatabaseUnavailable && replication?.Io?.Since >= since - limits.FaultSlack;
        return replication switch
        {
            { Io.IsRunning: false } when !isDueToFault => new(
                $"the standby has received nothing since {replication.Io.Since:HH:mm:ss} UTC",
                $"Wait until the standby receives again; {Force}", MayPass: false),
            { Sql.IsRunning: false } => new(
                $"the standby has applied nothing since {replication.Sql.Since:HH:mm:ss} UTC",
                $"Wait until the standby applies again; {Force}", MayPass: false),
            { LagSeconds: { } lag } when lag > limits.StandbyLagLimit.TotalSeconds => new(
                $"the standby is {lag:0} s behind, and {limits.StandbyLagLimit.TotalSeconds:0} s are allowed",
                $"Wait until the standby has caught up; {Force}", MayPass: true),
            _ => null,
        };
    }
}
