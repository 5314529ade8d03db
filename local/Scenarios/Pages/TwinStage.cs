using Spectre.Console;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Pages;

/// <summary>Keeps one stack running: the whole one, to be broken by hand, or that of a story, which is played on it first. The page may ask for another at any time.</summary>
/// <param name="console">Where the story is told.</param>
/// <param name="whole">Options of the whole stack; a story gets what it wants of them.</param>
/// <param name="show">Told of everything, for the page.</param>
internal sealed class TwinStage(IAnsiConsole console, TwinOptions whole, TwinShow show)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<IScenario?> _order = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Another stack is asked for: that of a story, or, with null, the whole one.</summary>
    public void Ask(IScenario? story)
    {
        lock (_gate)
        {
            _order.TrySetResult(story);
        }
    }

    /// <summary>Runs until it is ended.</summary>
    /// <param name="opened">Told of each whole stack that is there.</param>
    /// <exception cref="MachineException">This machine lets no twin run.</exception>
    public async Task RunAsync(Action<Twin> opened, CancellationToken ct)
    {
        IScenario? story = null;
        while (!ct.IsCancellationRequested)
        {
            using CancellationTokenSource leave = CancellationTokenSource.CreateLinkedTokenSource(ct);
            Task<IScenario?> next = NextOrder();
            Task running = story is null ? StayAsync(opened, leave.Token) : PlayAsync(story, leave.Token);
            await Task.WhenAny(running, next);
            await leave.CancelAsync();
            story = await EndAsync(running, story, ct) && next.IsCompletedSuccessfully ? await next : null;
        }
    }

    private Task<IScenario?> NextOrder()
    {
        lock (_gate)
        {
            _order = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _order.Task;
        }
    }

    // False when the story could not be played, so that the whole stack comes back.
    private async Task<bool> EndAsync(Task running, IScenario? story, CancellationToken ct)
    {
        try
        {
            await running;
            return true;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return true;
        }
        catch (Exception problem) when (story is not null && !ct.IsCancellationRequested)
        {
            show.Listen(Speaker.Stage, $"{story.Name} cannot be played here: {problem.Message}", whole.Clock.GetUtcNow());
            return false;
        }
    }

    private async Task StayAsync(Action<Twin> opened, CancellationToken ct)
    {
        show.Building(null);
        Story log = NewLog();
        await using Twin twin = await Twin.StartAsync(whole, ct);
        opened(twin);
        await OnAsync(twin, log, () => Task.CompletedTask, ct);
    }

    private async Task PlayAsync(IScenario story, CancellationToken ct)
    {
        show.Building(story);
        Story log = NewLog();
        log.Headline($"{story.Name}: {story.Title}");
        log.Tell(Speaker.Stage, "building the stack of this story");
        await using Twin twin = await Twin.StartAsync(story.Prepare(ForStories()), ct);
        log.Tell(Speaker.Stage, $"{twin.Machines.Count} web servers, a balancer, the control plane and the Function App are up");
        await OnAsync(twin, log, () => PlayAsync(story, twin, log, ct), ct);
    }

    private async Task PlayAsync(IScenario story, Twin twin, Story log, CancellationToken ct)
    {
        DrillReport report = await story.RunAsync(twin, log, ct);
        int met = report.Expectations.Count(expectation => expectation.Met);
        log.Tell(Speaker.Stage, $"{story.Name} ends as {report.Outcome}; {met} of {report.Expectations.Count} expectations met");
        show.Played(report);
    }

    private async Task OnAsync(Twin twin, Story log, Func<Task> play, CancellationToken ct)
    {
        show.Open(twin, log);
        try
        {
            await using StoryWatcher watcher = new(twin, log);
            await play();
            await KeepRunningAsync(twin, log, ct);
        }
        finally
        {
            // Before the stack goes, so that nobody is led to what is not there any more.
            show.Close();
        }

        log.Tell(Speaker.Stage, "ending all processes");
    }

    // As ./steadfast drill has it: a scenario says what it needs, and nothing else is there.
    private TwinOptions ForStories() => whole with { HasDatabase = false, HasCache = false, HasFiles = false, CommitWait = new TwinOptions().CommitWait };

    private Story NewLog() => new(console, whole.Clock) { Listener = show.Listen };

    // As Azure does with a Functions host that ends. Its histories are in the journal, or in the storage, so open incidents go on.
    private static async Task KeepRunningAsync(Twin twin, Story log, CancellationToken ct)
    {
        TaskCompletionSource asked = new();
        await using CancellationTokenRegistration registration = ct.Register(asked.SetResult);
        while (await Task.WhenAny(asked.Task, twin.Functions.Ended) != asked.Task)
        {
            log.Tell(Speaker.Stage, $"the Function App ended with code {await twin.Functions.Ended}; starting it again");
            await twin.Functions.StartAsync(ct);
            log.Tell(Speaker.Stage, $"the Function App is back (pid {twin.Functions.ProcessId}) and goes on where it was");
        }
    }
}
