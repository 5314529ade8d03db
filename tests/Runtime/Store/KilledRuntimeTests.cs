using System.Diagnostics;
using Microsoft.DurableTask.Client;
using Steadfast.Local.Runtime.Killed;

namespace Steadfast.Local.Runtime.Tests;

/// <summary>A real process that runs orchestrations at full speed, killed again and again on the same journal, which is compacted all the time.</summary>
[Trait("Category", "real-processes")]
public sealed class KilledRuntimeTests
{
    private const int Rounds = 5;
    private const int StartsPerRound = 60;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_acknowledged_orchestration_ends_right_and_every_message_counts_once_after_kill_9()
    {
        using TemporaryFolder folder = new();
        List<string> acknowledged = [];
        for (int round = 0; round < Rounds; round++)
        {
            acknowledged.AddRange(await RunAndKillAsync(folder.Path));
        }

        await using DurableRuntime runtime = Load.Open(folder.Path);
        await runtime.StartAsync(Token);
        foreach (string id in acknowledged)
        {
            var ended = await runtime.Client.WaitForInstanceCompletionAsync(id, true, Token);
            Assert.Equal((OrchestrationRuntimeStatus.Completed, "6"), (ended.RuntimeStatus, ended.SerializedOutput));
        }

        // Starts that were recorded but not acknowledged have run too; none of them has signaled twice.
        await WaitForAllAsync(runtime);
        await runtime.WhenIdleAsync(Token);
        List<string> signaled = (await runtime.Client.Entities.GetEntityAsync<List<string>>(new("ledger", "all"), cancellation: Token))!.State;
        Assert.Equal(signaled.Distinct().Count(), signaled.Count);
        Assert.Empty(acknowledged.Except(signaled));
        Assert.Equal(Rounds * StartsPerRound, acknowledged.Count);
    }

    private static async Task WaitForAllAsync(DurableRuntime runtime)
    {
        await foreach (var found in runtime.Client.GetAllInstancesAsync(new(InstanceIdPrefix: "k-")))
        {
            await runtime.Client.WaitForInstanceCompletionAsync(found.InstanceId, Token);
        }
    }

    private static async Task<List<string>> RunAndKillAsync(string folder)
    {
        ProcessStartInfo start = new("dotnet", ["exec", typeof(Load).Assembly.Location, folder]) { RedirectStandardOutput = true };
        using Process child = Process.Start(start)!;
        List<string> acknowledged = [];
        try
        {
            while (acknowledged.Count < StartsPerRound)
            {
                acknowledged.Add(await child.StandardOutput.ReadLineAsync(Token) ?? throw new InvalidOperationException("the child ended by itself"));
            }
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync(CancellationToken.None);
        }

        return acknowledged;
    }
}
