using Steadfast.Functions.Incidents;
using Steadfast.Local.Azure;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Balancer;

namespace Steadfast.Local.Scenarios.Stories;

/// <summary>Watches a twin from the outside and tells what it sees: the balancer, the platform, the automation.</summary>
public sealed class StoryWatcher : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private readonly Twin _twin;
    private readonly Story _story;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, int> _stepsTold = [];
    private readonly Task _watching;
    private int _deliveriesTold;

    /// <summary>Begins to watch.</summary>
    /// <param name="twin">What to watch.</param>
    /// <param name="story">Where to tell.</param>
    public StoryWatcher(Twin twin, Story story)
    {
        _twin = twin;
        _story = story;
        _twin.Balancer.HealthChanged += TellHealth;
        foreach (WebMachine machine in _twin.Machines)
        {
            machine.Changed += what => _story.Tell(Teller.Azure, $"web server {machine.Spec.InstanceId} {what}{(what == "started" ? $" (pid {machine.Process.ProcessId})" : "")}");
        }

        _watching = WatchAsync();
    }

    /// <summary>Tells what is left to tell, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _twin.Balancer.HealthChanged -= TellHealth;
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await LookAsync();
            await Task.Delay(Interval, _twin.Options.Clock, _stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        await LookAsync();
    }

    private async Task LookAsync()
    {
        foreach (Delivery delivery in _twin.Azure.ActionGroup.Deliveries.Skip(_deliveriesTold).ToArray())
        {
            _deliveriesTold++;
            _story.Tell(Teller.Azure, $"alert {delivery.Condition}, posted to the Function App: {delivery.Outcome}");
        }

        try
        {
            foreach (IncidentRecord incident in await _twin.Functions.IncidentsAsync(CancellationToken.None))
            {
                TellSteps(incident);
            }
        }
        catch (HttpRequestException)
        {
            // The Function App is down at this moment, which a scenario may have wanted; the next look tells what was missed.
        }
        catch (TaskCanceledException)
        {
            // The same: it hangs.
        }
    }

    private void TellSteps(IncidentRecord incident)
    {
        foreach (IncidentStep step in incident.Steps.Skip(_stepsTold.GetValueOrDefault(incident.Id)))
        {
            _story.Tell(Teller.Steadfast, step.Text);
        }

        _stepsTold[incident.Id] = incident.Steps.Count;
    }

    private void TellHealth(HealthChange change) =>
        _story.Tell(Teller.Balancer, $"back end {change.Backend.Address} is {change.Reason}; new connections go {(change.Up ? "there again" : "to the others")}");
}
