using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Balancer;

namespace Steadfast.Local.Scenarios.Stories;

/// <summary>Watches a twin from the outside and tells what it sees: the balancer, the platform, the automation.</summary>
public sealed class StoryWatcher : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan OneLook = TimeSpan.FromSeconds(1);
    private readonly Twin _twin;
    private readonly Story _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<(string Incident, IncidentStep Step)> _told = [];
    private readonly Task _watching;
    private int _deliveriesTold;
    private int _noticesTold;

    /// <summary>Begins to watch.</summary>
    public StoryWatcher(Twin twin, Story log)
    {
        _twin = twin;
        _log = log;
        // A crowd speaks all at once; of it only what is decided is told.
        if (!twin.Options.IsCrowd)
        {
            twin.Balancer.HealthChanged += TellHealth;
        }

        twin.MachineChanged += TellMachine;
        if (twin.Azure.Database is { } database)
        {
            database.Changed += TellDatabase;
        }

        // Apart from each other: a Function App that hangs must not keep the rest of the log back.
        _watching = Task.WhenAll(RepeatAsync(TellDeliveriesAsync), RepeatAsync(TellIncidentsAsync), RepeatAsync(TellNoticesAsync));
    }

    /// <summary>Tells what is left to tell, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _twin.Balancer.HealthChanged -= TellHealth;
        _twin.MachineChanged -= TellMachine;
        if (_twin.Azure.Database is { } database)
        {
            database.Changed -= TellDatabase;
        }

        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private async Task RepeatAsync(Func<Task> look)
    {
        while (!_stop.IsCancellationRequested)
        {
            await look();
            await Task.Delay(Interval, _twin.Options.Clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await look();
    }

    private Task TellDeliveriesAsync()
    {
        if (_twin.Options.IsCrowd)
        {
            return Task.CompletedTask;
        }

        foreach (Delivery delivery in _twin.Azure.ActionGroup.Deliveries.Skip(_deliveriesTold).ToArray())
        {
            _deliveriesTold++;
            _log.Tell(Speaker.Azure, $"alert {delivery.Condition}, posted to the Function App: {delivery.Outcome}", delivery.At);
        }

        return Task.CompletedTask;
    }

    private Task TellNoticesAsync()
    {
        foreach (Notice notice in _twin.Notices.Notices.Skip(_noticesTold))
        {
            _noticesTold++;
            // What an incident has told, its steps say; and an alert was told when it was posted.
            if (!IsToldAlready(notice.Kind))
            {
                _log.Tell(Speaker.Steadfast, $"people are told: {notice.Text}", notice.At);
            }
        }

        return Task.CompletedTask;
    }

    private static bool IsToldAlready(NoticeKind kind) => kind is NoticeKind.Opened or NoticeKind.ApprovalNeeded or NoticeKind.Acknowledged
        or NoticeKind.Escalated or NoticeKind.Closed or NoticeKind.Alert;

    private async Task TellIncidentsAsync()
    {
        using CancellationTokenSource deadline = new(OneLook, _twin.Options.Clock);
        try
        {
            // By their time, whichever incident they are of: a story that goes back and forth contradicts itself.
            IncidentStep[] fresh = [
                .. (await _twin.Functions.IncidentsAsync(deadline.Token)).Reverse().SelectMany(Fresh).OrderBy(step => step.At)];
            foreach (IncidentStep step in fresh)
            {
                _log.Tell(Speaker.Steadfast, step.Text, step.At);
            }
        }
        catch (Exception down) when (down is HttpRequestException or OperationCanceledException)
        {
            // The Function App is away at this moment, which a scenario may have wanted; the next look tells what was missed.
        }
    }

    // The steps of an incident that were not told yet.
    private IEnumerable<IncidentStep> Fresh(IncidentRecord incident) => _twin.Options.IsCrowd && incident.Actions.Count == 0
        ? []
        : incident.Steps.Where(step => _told.Add((incident.Id, step)));

    private void TellDatabase(DatabaseState state) => _log.Tell(
        Speaker.Azure, $"database server {state.State}, high availability {state.HighAvailability}, primary in zone {state.PrimaryZone}");

    private void TellMachine(TwinMachine machine, string what) => _log.Tell(Speaker.Azure, $"web server {machine.Id} {what}");

    private void TellHealth(HealthChange change) => _log.Tell(
        Speaker.Balancer,
        $"back end {change.Backend.Address} is {change.Reason}; new connections go {(change.Up ? "there again" : "to the others")}",
        change.At);
}
