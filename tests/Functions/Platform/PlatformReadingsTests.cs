using System.Text;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Stage;

namespace Steadfast.Functions.Tests.Platform;

/// <summary>What is read of the emulated control plane with the real SDK, and of machines over real HTTP.</summary>
[Trait("Category", "fast")]
public sealed class PlatformReadingsTests : IAsyncLifetime
{
    private ControlPlane _plane = null!;

    public async ValueTask InitializeAsync() => _plane = await ControlPlane.StartAsync();

    public ValueTask DisposeAsync() => _plane.DisposeAsync();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string AddressOf(string id) => _plane.Machines[id].Spec.PrivateIp;

    [Fact]
    public async Task A_rolling_upgrade_is_seen_as_long_as_it_runs()
    {
        Deployments deployments = _plane.Get<Deployments>();
        DeploymentReading before = await deployments.ReadAsync(Ct);
        _plane.Azure.Upgrades.Start(held: true);
        DeploymentReading running = await deployments.ReadAsync(Ct);
        string since = $"{_plane.Azure.Upgrades.Latest!.StartTime:HH:mm:ss}";
        _plane.Azure.Upgrades.Cancel();
        DeploymentReading after = await Eventually.Is(() => deployments.ReadAsync(Ct), reading => !reading.IsRunning, "the upgrade is called off");

        Assert.Equal(new DeploymentReading(false, "the scale set never had a rolling upgrade"), before);
        Assert.Equal(new DeploymentReading(true, $"a rolling upgrade is running since {since} UTC, 0 of 3 instances are done"), running);
        Assert.Equal(new DeploymentReading(false, "the latest rolling upgrade is Cancelled"), after);
    }

    [Fact]
    public async Task Of_each_instance_it_is_known_when_it_was_made() => Assert.Equal(
        _plane.Azure.ScaleSet.Instances.ToDictionary(instance => instance.Spec.InstanceId, instance => instance.TimeCreated),
        await _plane.Get<ScaleSet>().CreationTimesAsync(Ct));

    [Fact]
    public async Task An_instance_is_asked_for_its_status()
    {
        _plane.Machines["1"].Answers["/status"] = """{"database":{"state":"unreachable","error":"1042"}}""";
        _plane.Machines["1"].Serve();
        _plane.Machines["2"].Serve();
        InstanceProbe probe = _plane.Get<InstanceProbe>();

        Assert.Equal(new InstanceStatusReading(DatabaseView.Unreachable, null, "1042", null), await probe.StatusAsync(AddressOf("1"), Ct));
        Assert.Equal(InstanceStatusReading.Unread("its status is not JSON"), await probe.StatusAsync(AddressOf("2"), Ct));
        Assert.Equal(InstanceStatusReading.Unread("it does not answer (ConnectionError)"), await probe.StatusAsync(AddressOf("3"), Ct));
    }

    [Fact]
    public async Task A_status_without_end_is_not_read_to_its_end()
    {
        _plane.Machines["1"].Answers["/status"] = new string(' ', 1_000_000);
        _plane.Machines["1"].Serve();

        AnsweredText answer = await Eventually.Is(
            () => _plane.Get<InstanceProbe>().ReadAsync(AddressOf("1"), InstanceProbe.StatusPath, Ct), text => text.Problem is null, "it answers in time");

        Assert.Equal(64 * 1024, answer.Text.Length);
    }

    [Theory]
    [InlineData(10, "0123456789", "0123456789")]
    [InlineData(11, "0123456789", "0123456789")]
    [InlineData(3, "0123456789", "789")]
    public async Task Of_a_text_the_end_is_kept(int most, string text, string kept)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(text));

        Assert.Equal(kept, await TailText.ReadAsync(stream, most, limit: 1_000_000, Ct));
    }

    [Fact]
    public async Task A_long_text_passes_through_in_blocks_and_its_end_is_kept()
    {
        string text = string.Concat(Enumerable.Range(0, 10_000).Select(number => $"{number:D5}\n"));
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(text));

        Assert.Equal(text[^30_001..], await TailText.ReadAsync(stream, 30_001, limit: 1_000_000, Ct));
    }
}
