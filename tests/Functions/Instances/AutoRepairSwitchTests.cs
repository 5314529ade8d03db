using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Instances;

[Trait("Category", "fast")]
public sealed class AutoRepairSwitchTests
{
    private const string Id = "a-switch";
    private static readonly FunctionCatalog Catalog = FunctionCatalog.FromTypes(typeof(SwitchAlone), typeof(ScriptedRepairs));
    private readonly VirtualClock _clock = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Running_repairs_are_suspended_and_somebody_owes_their_resumption()
    {
        Repairs repairs = new(RepairsState.Running);

        Assert.Equal(new Suspension(Suspended: true, Owed: true), await RunAsync(repairs));
        Assert.Equal((RepairsState.Suspended, 1), (repairs.State, repairs.Changes));
    }

    [Theory]
    [InlineData(RepairsState.Suspended)]
    [InlineData(RepairsState.NotRunning)]
    public async Task What_is_not_running_is_nobodys_to_resume(RepairsState state)
    {
        Repairs repairs = new(state);

        Assert.Equal(new Suspension(Suspended: true, Owed: false), await RunAsync(repairs));
        Assert.Equal((state, 0), (repairs.State, repairs.Changes));
    }

    [Fact]
    public async Task A_refusal_is_not_repeated()
    {
        Repairs repairs = new(RepairsState.Running) { Refuses = true };

        Assert.Equal(new Suspension(Suspended: false, Owed: true), await RunAsync(repairs));
        Assert.Equal(1, repairs.Changes);
    }

    [Fact]
    public async Task Whatever_the_moment_of_a_crash_what_was_suspended_is_owed()
    {
        int at = 0;
        while (await CrashAsync(new CrashPoint(at, CrashMoment.Before)) && await CrashAsync(new CrashPoint(at, CrashMoment.After)))
        {
            at++;
        }

        Assert.True(at >= 6, $"a suspension writes more than {at} events");
    }

    private async Task<bool> CrashAsync(CrashPoint crash)
    {
        Repairs repairs = new(RepairsState.Running);
        string folder = Directory.CreateTempSubdirectory("steadfast-test-").FullName;
        try
        {
            Suspension? atOnce = await LiveAsync(repairs, folder, crash);
            Suspension found = atOnce ?? (await LiveAsync(repairs, folder, null))!;
            Assert.True(found is { Suspended: true, Owed: true } && repairs.State == RepairsState.Suspended, $"{crash}: {found}, {repairs.State}");
            return atOnce is null;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<Suspension> RunAsync(Repairs repairs) => (await LiveAsync(repairs, null, null))!;

    private async Task<Suspension?> LiveAsync(Repairs repairs, string? folder, CrashPoint? crash)
    {
        await using ServiceProvider services = new ServiceCollection().AddLogging().AddSingleton(repairs).BuildServiceProvider();
        await using DurableRuntime runtime = new(Catalog, services, new RuntimeOptions { Clock = _clock, JournalFolder = folder, Crash = crash });
        await runtime.StartAsync();
        try
        {
            if (await runtime.Client.GetInstanceAsync(Id) is null)
            {
                await runtime.Client.ScheduleNewOrchestrationInstanceAsync(nameof(SwitchAlone.Suspend), new RecoveryOptions(), new StartOrchestrationOptions(Id));
            }

            bool ended = await VirtualRun.UntilEndedAsync(runtime, _clock, Id, _clock.GetUtcNow().AddHours(1));
            Assert.True(ended || runtime.Failed.IsCompleted, "the suspension does not end");
        }
        catch (Exception) when (runtime.Failed.IsCompleted)
        {
            // The crash came while it was started.
        }

        return runtime.Failed.IsCompleted ? null : (await runtime.Client.GetInstanceAsync(Id, getInputsAndOutputs: true))!.ReadOutputAs<Suspension>();
    }

    internal sealed record Suspension(bool Suspended, bool Owed);

    /// <summary>A suspension and nothing else, as an orchestration.</summary>
    internal static class SwitchAlone
    {
        [Function(nameof(Suspend))]
        public static async Task<Suspension> Suspend([OrchestrationTrigger] TaskOrchestrationContext context, RecoveryOptions limits)
        {
            bool owed = false;
            bool suspended = await AutoRepairSwitch.SuspendAsync(new(context, limits.MaxWait), limits, () => Task.FromResult(owed = true), (_, _) => { });
            return new(suspended, owed);
        }
    }

    /// <summary>The automatic repairs of a scale set, of which every change is seen by the second look only.</summary>
    internal sealed class Repairs(RepairsState state)
    {
        public RepairsState State { get; set; } = state;

        public bool Refuses { get; init; }

        public int Changes { get; set; }
    }

    internal sealed class ScriptedRepairs(Repairs repairs)
    {
        [Function(nameof(AutoRepairActivities.ReadAutoRepairs))]
        public RepairsAnswer Look([ActivityTrigger] AutoRepairActivities.RepairsInput input) =>
            new(repairs.State == RepairsState.Running, "seen") { State = repairs.State };

        [Function(nameof(AutoRepairActivities.SuspendRepairs))]
        public RepairsAnswer Suspend([ActivityTrigger] AutoRepairActivities.RepairsInput input)
        {
            if (repairs.State == RepairsState.Suspended)
            {
                return new(false, "suspended") { State = repairs.State };
            }

            repairs.Changes++;
            repairs.State = repairs.Refuses ? repairs.State : RepairsState.Suspended;
            return new(true, "asked for") { State = RepairsState.Running, IsDone = false, IsRefused = repairs.Refuses };
        }
    }
}
