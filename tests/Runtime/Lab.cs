using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Steadfast.Local.Runtime.Tests;

/// <summary>A runtime on a virtual clock, with the functions of the given classes.</summary>
public sealed class Lab : IAsyncDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ServiceProvider _services;

    private Lab(VirtualClock clock, ServiceProvider services, DurableRuntime runtime)
    {
        Clock = clock;
        _services = services;
        Runtime = runtime;
    }

    public VirtualClock Clock { get; }

    public DurableRuntime Runtime { get; }

    public DurableTaskClient Client => Runtime.Client;

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static Task<Lab> StartAsync(params Type[] functions) => StartAsync(new RuntimeOptions(), _ => { }, functions);

    public static async Task<Lab> StartAsync(RuntimeOptions options, Action<IServiceCollection> add, params Type[] functions)
    {
        VirtualClock clock = options.Clock as VirtualClock ?? new(Noon);
        ServiceCollection collection = new();
        collection.AddLogging();
        collection.AddSingleton<Notes>();
        add(collection);
        ServiceProvider services = collection.BuildServiceProvider();
        DurableRuntime runtime = new(FunctionCatalog.FromTypes(functions), services, options with { Clock = clock });
        try
        {
            await runtime.StartAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            await runtime.DisposeAsync();
            throw;
        }

        return new(clock, services, runtime);
    }

    /// <summary>Starts an orchestration, runs it to its end in virtual time and returns what became of it.</summary>
    public async Task<OrchestrationMetadata> RunAsync(string orchestrator, object? input = null, string? id = null, TimeSpan? within = null)
    {
        id = await Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, new StartOrchestrationOptions(id));
        return await EndOfAsync(id, within);
    }

    public async Task<OrchestrationMetadata> EndOfAsync(string id, TimeSpan? within = null)
    {
        bool ended = await VirtualRun.UntilEndedAsync(Runtime, Clock, id, Clock.GetUtcNow() + (within ?? TimeSpan.FromDays(400)), TestContext.Current.CancellationToken);
        OrchestrationMetadata found = await GetAsync(id);
        Assert.True(ended, $"'{id}' is {found.RuntimeStatus} and would wait on");
        return found;
    }

    /// <summary>Lets everything run that can without the clock moving.</summary>
    public Task SettleAsync() => Runtime.WhenIdleAsync(TestContext.Current.CancellationToken);

    /// <summary>Moves the clock, and lets everything run that can.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        await SettleAsync();
        Clock.Advance(time);
        await SettleAsync();
    }

    public async Task<OrchestrationMetadata> GetAsync(string id) =>
        await Client.GetInstanceAsync(id, getInputsAndOutputs: true) ?? throw new InvalidOperationException($"no instance '{id}'");

    public async ValueTask DisposeAsync()
    {
        await Runtime.DisposeAsync();
        await _services.DisposeAsync();
    }
}

/// <summary>What functions under test note down, in order.</summary>
public sealed class Notes
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    public int Add(string line)
    {
        lock (_gate)
        {
            _lines.Add(line);
            return _lines.Count(other => other == line);
        }
    }
}
