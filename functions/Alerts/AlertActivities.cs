using System.Diagnostics;
using Azure;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Database;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Notifications;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Telemetry;

namespace Steadfast.Functions.Alerts;

/// <summary>Finds out what an alert is about, and hands it over.</summary>
public sealed class AlertActivities(
    AlertRouter routing, InstanceObserver look, SharedDatabaseObservation databaseLook, IOptions<StackOptions> stack, TimeProvider clock)
{
    // An incident whose record is closed gives back what it held within a moment. Those of a flood of alerts that all came back together
    // would only meet the end of the next one, each time after twice the time; a longer wait would hold the places of activities that the
    // incident needs for its end.
    private static readonly TimeSpan MaxEnding = TimeSpan.FromSeconds(1);

    // Those of several rules that come close together are one message in a chat room.
    private const string NoCommonSchema = "no common alert schema";

    /// <summary>
    /// Finds the target and opens, joins or quiets an incident, in one step: every step more costs two messages before anything is done.
    /// The incident is given what is seen of its target at this moment. It may be delivered again; what was opened then is joined.
    /// </summary>
    [Function(nameof(PlaceAlert))]
    public async Task<AlertResult> PlaceAlert(
        [ActivityTrigger] AlertInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        AlertSignal signal = input.Signal;
        using Activity? span = Spans.Start(SpanNames.PlaceAlert, input.Trace);
        span?.With(AttributeNames.Rule, signal.Rule).With(AttributeNames.Condition, $"{signal.Condition}")
            .With(AttributeNames.Intake, AlertPolicy.IntakeId(signal));
        try
        {
            AlertResult placed = await PlaceAsync(input, client, cancellation);
            span?.With(AttributeNames.Result, $"{placed.Disposition}");
            Metrics.AlertPlaced(signal.Rule, $"{placed.Disposition}");
            return placed;
        }
        catch (Exception failure)
        {
            // It is tried again, in a span of its own.
            span?.With(AttributeNames.Result, "Failed").SetStatus(ActivityStatusCode.Error, failure.GetType().Name);
            throw;
        }
    }

    private async Task<AlertResult> PlaceAsync(AlertInput input, DurableTaskClient client, CancellationToken cancellation)
    {
        if (input.Signal.Condition == AlertCondition.Fired && AlertRouteTable.Of(input.Signal) == AlertHandler.Instance)
        {
            // Shared with everybody else, and most often needed when the address has been found.
            _ = look.ObserveAsync($"alert {input.Signal.Rule}", target: null, FiredAt(input.Signal)?.UtcDateTime, cancellation);
        }

        AlertRoute route = await RouteAsync(input.Signal, cancellation);
        return route.Kind switch
        {
            AlertRouteKind.Instances => await ToInstancesAsync(client, input, route, cancellation),
            AlertRouteKind.Database => await ToDatabaseAsync(client, input, route, cancellation),
            AlertRouteKind.Synthetic => await NoteSyntheticAsync(client, input.Signal, cancellation),
            AlertRouteKind.Person => await TellPeopleAsync(client, input.Signal, route, cancellation),
            AlertRouteKind.Nothing => new(AlertDisposition.Noted, null, route.Reason),
            _ when input.Signal.Schema is { } schema => await TellOfSchemaAsync(client, input.Signal, schema, route, cancellation),
            _ => new(AlertDisposition.Unplaced, null, route.Reason),
        };
    }

    // The message of what the SDK throws holds the whole answer, and is stored with every try.
    private async Task<AlertRoute> RouteAsync(AlertSignal signal, CancellationToken cancellation)
    {
        try
        {
            return await routing.FindAsync(signal, cancellation);
        }
        catch (RequestFailedException failure)
        {
            throw new RequestFailedException(failure.Status, $"{ArmFailure.Of(failure)}");
        }
    }

    // Fired opens an incident of each instance or joins the open one; Resolved is passed on to the open ones.
    private async Task<AlertResult> ToInstancesAsync(
        DurableTaskClient client, AlertInput input, AlertRoute route, CancellationToken cancellation)
    {
        List<AlertResult> outcomes = [];
        foreach (string instanceId in route.InstanceIds)
        {
            outcomes.Add(await HandOverAsync(client, input, route, IncidentKey.ForInstance(instanceId), instanceId, cancellation));
        }

        return Summarize(outcomes, route.Reason);
    }

    private async Task<AlertResult> ToDatabaseAsync(
        DurableTaskClient client, AlertInput input, AlertRoute route, CancellationToken cancellation)
    {
        if (!stack.Value.HasDatabase)
        {
            return new(AlertDisposition.Noted, null, AlertText.NoDatabase(route.Reason));
        }

        return await HandOverAsync(client, input, route, IncidentKey.ForDatabase, IncidentKey.Database, cancellation);
    }

    // Keeps when it came, and how long it took.
    private static async Task<AlertResult> NoteSyntheticAsync(DurableTaskClient client, AlertSignal signal, CancellationToken cancellation)
    {
        if (signal.Condition == AlertCondition.Resolved)
        {
            return new(AlertDisposition.Noted, null, AlertText.SyntheticResolved);
        }

        SyntheticArrival arrival = new(signal.FiredAt?.UtcDateTime, signal.ReceivedAt.UtcDateTime);
        await client.Entities.SignalEntityAsync(SyntheticArrival.Receiver, SyntheticArrival.Operation, arrival, cancellation: cancellation);
        return new(AlertDisposition.Noted, null, AlertText.AlertsArrive(arrival.LatencyMs));
    }

    private static async Task<AlertResult> TellPeopleAsync(
        DurableTaskClient client, AlertSignal signal, AlertRoute route, CancellationToken cancellation)
    {
        Notice notice = new(AlertPolicy.IntakeId(signal), NoticeKind.Alert, signal.Rule, AlertText.Notice(signal), signal.ReceivedAt)
        {
            Cause = signal.Rule,
            Key = AlertPolicy.KeyOf(signal),
            IsOver = AlertPolicy.IsOver(signal),
        };
        await NotificationActivities.HandOverAsync(client, notice, cancellation);
        return new(AlertDisposition.Noted, null, AlertText.PeopleAreTold(route.Reason));
    }

    // Once a day for each rule and schema: it may be a rule that nobody looks after else, and it goes on until somebody mends the receiver.
    private static async Task<AlertResult> TellOfSchemaAsync(
        DurableTaskClient client, AlertSignal signal, string schema, AlertRoute route, CancellationToken cancellation)
    {
        string key = AlertPolicy.KeyOfSchema(signal.Rule, schema);
        Statement says = AlertText.NotCommon(signal, schema);
        Notice notice = new($"{key}-{signal.ReceivedAt.UtcDateTime:yyyyMMdd}", NoticeKind.Alert, signal.Rule, says.Text, signal.ReceivedAt)
        {
            Cause = NoCommonSchema,
            NextStep = says.Instruction,
            Key = key,
        };
        await NotificationActivities.HandOverAsync(client, notice, cancellation);
        return new(AlertDisposition.Unplaced, null, AlertText.PeopleAreTold(route.Reason));
    }

    private async Task<AlertResult> HandOverAsync(
        DurableTaskClient client, AlertInput input, AlertRoute route, string key, string target, CancellationToken cancellation)
    {
        AlertSignal signal = input.Signal;
        if (signal.Condition == AlertCondition.Resolved)
        {
            return await WithdrawAsync(client, signal, key, cancellation);
        }

        RecoveryInput recovery = new(
            key, target, $"alert {signal.Rule}", FiredAt(signal), signal.AlertId, signal.ReceivedAt, input.Settings);
        DateTimeOffset until = clock.GetUtcNow() + MaxEnding;
        while (true)
        {
            IncidentOpened incident = await IncidentStart.OpenAsync(
                client, recovery, opening => ObserveAsync(opening, FiredAt(signal)?.UtcDateTime, cancellation), cancellation);
            if (incident.IsNew)
            {
                return new(AlertDisposition.Opened, key, AlertText.IncidentOpened(route.Reason));
            }

            SignalChange joined = new(signal.AlertId, IsOpen: true, $"alert {signal.Rule} fired");
            EventRaised raised = await OpenIncidents.RaiseAsync(client, incident.Id, OpenSignals.Event, joined, clock, cancellation);
            if (raised == EventRaised.Taken)
            {
                return new(AlertDisposition.Joined, key, AlertText.IncidentIsOpen(target));
            }

            if (raised == EventRaised.NotYet || clock.GetUtcNow() >= until)
            {
                // The activity is tried again, and opens the next one.
                throw new InvalidOperationException($"The incident for {IncidentKey.NameOf(target)} is just being opened or closed.");
            }

            await Task.Delay(OpenIncidents.Pause, clock, cancellation);
        }
    }

    private async Task<AlertResult> WithdrawAsync(
        DurableTaskClient client, AlertSignal signal, string key, CancellationToken cancellation)
    {
        SignalChange withdrawn = new(signal.AlertId, IsOpen: false, $"alert {signal.Rule} was resolved");
        if (await OpenIncidents.FindAsync(client, key, cancellation) is { } open
            && await OpenIncidents.RaiseAsync(client, open, OpenSignals.Event, withdrawn, clock, cancellation) == EventRaised.Taken)
        {
            return new(AlertDisposition.Withdrew, key, AlertText.PassedOn);
        }

        return new(AlertDisposition.Noted, key, AlertText.NoIncident);
    }

    // A look that began before may show the time before the fault. A rule's clock that is ahead counts as ours.
    private static DateTimeOffset? FiredAt(AlertSignal signal)
    {
        if (signal.FiredAt > signal.ReceivedAt)
        {
            return signal.ReceivedAt;
        }

        return signal.FiredAt;
    }

    private async Task<RecoveryInput> ObserveAsync(RecoveryInput opening, DateTime? notBefore, CancellationToken cancellation)
    {
        if (opening.Target == IncidentKey.Database)
        {
            return opening with { SeenDatabase = await databaseLook.ObserveAsync(opening.StartedBy, notBefore, cancellation) };
        }

        return opening with { Seen = await look.ObserveAsync(opening.StartedBy, opening.Target, notBefore, cancellation) };
    }

    private static AlertResult Summarize(List<AlertResult> outcomes, string reason)
    {
        if (outcomes is [var single])
        {
            return single;
        }

        AlertDisposition[] dispositions = [
            AlertDisposition.Opened, AlertDisposition.Joined, AlertDisposition.Withdrew, AlertDisposition.Noted];
        AlertDisposition first = dispositions.First(disposition => outcomes.Any(outcome => outcome.Disposition == disposition));
        return new(first, null, AlertText.Counted(reason, outcomes));
    }
}
