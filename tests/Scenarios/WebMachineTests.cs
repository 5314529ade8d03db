using System.Net;
using System.Net.Sockets;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Scenarios.Tests;

/// <summary>A machine that the platform has started says how its web application came up, and ends none that is only slow.</summary>
[Trait("Category", "real-processes")]
public sealed class WebMachineTests : IDisposable
{
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("steadfast-test-");
    private readonly List<string> _told = [];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_web_application_that_is_slow_to_start_is_left_to_come_up()
    {
        await using WebMachine machine = Machine(Instant);

        await machine.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal([$"is started, and its web application does not serve yet ({machine.Handle})"], _told);
        long began = TimeProvider.System.GetTimestamp();
        while (!await machine.ProbeHealthAsync(TestContext.Current.CancellationToken))
        {
            Assert.True(machine.Process.IsRunning && TimeProvider.System.GetElapsedTime(began) < Patience, "it does not come up");
        }
    }

    [Fact]
    public async Task A_web_application_that_ends_is_told_with_its_exit_code()
    {
        await using WebMachine machine = Machine(Patience);
        machine.DamageDisk();

        await machine.StartAsync(TestContext.Current.CancellationToken);

        Assert.Matches(@"^is started, but its web application ended with code \d+ \(pid \d+\)$", Assert.Single(_told));
        Assert.False(machine.Process.IsRunning);
    }

    private WebMachine Machine(TimeSpan startDeadline)
    {
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        int port = ((IPEndPoint)free.LocalEndpoint).Port;
        WebMachine machine = new(
            new MachineSpec("1", "1", "127.0.0.1", port), new(Path.Combine(_folder.FullName, "disk"), TimeSpan.FromSeconds(1), TimeProvider.System) { StartDeadline = startDeadline });
        machine.Changed += (_, what) => _told.Add(what);
        return machine;
    }
}
