using System.Text.Json;
using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Invariants;

namespace Steadfast.Local.Simulation.Worlds;

/// <summary>A request of a person to the automation, and its answer.</summary>
/// <param name="At">When it was answered.</param>
/// <param name="Path">What was asked for.</param>
/// <param name="Status">HTTP status; 0 when nobody answered.</param>
/// <param name="Answer">The body of the answer.</param>
internal sealed record Asked(DateTimeOffset At, string Path, int Status, string Answer)
{
    /// <summary>True when the automation said that it has taken the order.</summary>
    public bool IsTaken => Status is 200 or 202;
}

/// <summary>The people of a world, who do not always know what they do.</summary>
internal sealed class People(World world)
{
    private const string Name = "anna";

    // The automation counts a lease by its own clock.
    private static readonly TimeSpan ClocksApart = TimeSpan.FromSeconds(10);

    /// <summary>Requests of people, in their order.</summary>
    public List<Asked> All { get; } = [];

    /// <summary>When the automation was paused, and until when.</summary>
    public List<Pause> Pauses { get; } = [];

    /// <summary>When a deployment held the lease.</summary>
    public List<Pause> Leases { get; } = [];

    /// <summary>Which incidents they have ended, and when.</summary>
    public List<Answer> Aborts { get; } = [];

    /// <summary>Orders an action on an instance.</summary>
    public void Order(string instance, string action, bool force) =>
        Ask($"instances/{instance}/{action}", new { by = Name, reason = "I want to see whether it helps", force });

    /// <summary>Orders a failover.</summary>
    public void FailOver(string mode) => Ask("database/failover", new { by = Name, reason = "maintenance", mode, confirm = true });

    /// <summary>Takes a lease for a deployment.</summary>
    public void Lease(int minutes) => Begin(async () =>
    {
        DateTimeOffset asked = world.Clock.GetUtcNow();
        if (await PostAsync("lease", new { owner = "release-1", minutes }) is { Status: 200 } taken)
        {
            // The same deployment takes it anew, for longer or for less long than it had it.
            for (int index = 0; index < Leases.Count; index++)
            {
                Leases[index] = Leases[index].Until > asked ? Leases[index] with { Until = asked } : Leases[index];
            }

            Leases.Add(new(taken.At, asked + TimeSpan.FromMinutes(minutes) - ClocksApart));
        }
    });

    /// <summary>Pauses the automation.</summary>
    /// <param name="resumesAfter">When the pause is resumed.</param>
    public void PauseFor(TimeSpan resumesAfter) => Begin(async () =>
    {
        if (await PostAsync("automation/pause", new { by = Name, reason = "maintenance" }) is { Status: 200 } paused)
        {
            Pauses.Add(new(paused.At, null));
            world.After(resumesAfter, Resume);
        }
    });

    /// <summary>Ends one of the incidents that are open.</summary>
    public void Abort(int which) => Begin(async () =>
    {
        IncidentRecord[] open = [.. (await world.App!.GetAsync<IncidentRecord[]>("incidents")).Where(incident => incident.Outcome == IncidentOutcome.Open)];
        if (open.Length > 0)
        {
            string id = open[which % open.Length].Id;
            if (await PostAsync($"incidents/{id}/abort", new { by = Name, reason = "enough" }) is { IsTaken: true } taken)
            {
                Aborts.Add(new(taken.At, id));
            }
        }
    });

    /// <summary>Ends the pause, however often it takes.</summary>
    public void Resume() => Begin(async () =>
    {
        // Before it is answered: an app that is killed meanwhile may have done it, and answers never.
        DateTimeOffset asked = world.Clock.GetUtcNow();
        for (int index = 0; index < Pauses.Count; index++)
        {
            Pauses[index] = Pauses[index].Until is null ? Pauses[index] with { Until = asked } : Pauses[index];
        }

        bool isResumed = false;
        world.After(TimeSpan.FromMinutes(1), () =>
        {
            if (!isResumed)
            {
                Resume();
            }
        });
        isResumed = await PostAsync("automation/resume", new { by = Name, rearm = true }) is { Status: 200 };
    });

    private void Ask(string path, object body) => Begin(() => PostAsync(path, body));

    private void Begin(Func<Task> act) => world.Thread.Post(async _ =>
    {
        try
        {
            await act();
        }
        catch (HttpRequestException)
        {
            // The app is down; a person tries again another day.
        }
    }, null);

    private async Task<Asked> PostAsync(string path, object body)
    {
        Asked asked;
        try
        {
            HttpResponseMessage answer = await world.App!.PostAsync(path, body);
            asked = new(world.Clock.GetUtcNow(), path, (int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException)
        {
            asked = new(world.Clock.GetUtcNow(), path, 0, "");
        }

        All.Add(asked);
        world.Log.Tell($"a person asks for {path} ({JsonSerializer.Serialize(body)}) and is answered {asked.Status}");
        return asked;
    }
}
