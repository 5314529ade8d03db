using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Scenarios.Twins.FunctionsHost;

namespace Steadfast.Scenarios.Tests.FunctionsHost;

/// <summary>The life of the host with real storage and a program in its place that starts a worker, as the real one does.</summary>
[Trait("Category", "real-backend")]
public sealed class CoreToolsHostTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("steadfast-test-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_killed_host_takes_its_worker_along_and_is_started_again_on_the_same_storage()
    {
        Assert.SkipWhen(HostUnderTest.Azurite is null, HostUnderTest.NoAzurite);
        await using CoreToolsHost host = Host();
        await host.StartAsync(Ct);
        int worker = await WorkerOf(host);
        int first = host.ProcessId!.Value;
        int? storage = host.Storage.ProcessId;

        host.Kill();
        int code = await host.Ended;
        await IsGone(worker);
        await host.StartAsync(Ct);
        int second = await WorkerOf(host);

        Assert.Equal((137, true, true), (code, host.IsRunning, host.Storage.IsRunning));
        Assert.NotEqual(first, host.ProcessId);
        Assert.NotEqual(worker, second);
        Assert.Equal(storage, host.Storage.ProcessId);
    }

    [Fact]
    public async Task Nothing_of_it_is_left_when_it_is_ended()
    {
        Assert.SkipWhen(HostUnderTest.Azurite is null, HostUnderTest.NoAzurite);
        CoreToolsHost host = Host();
        await host.StartAsync(Ct);
        int worker = await WorkerOf(host);

        await host.DisposeAsync();

        await IsGone(worker);
        await IsGone(host.ProcessId!.Value);
        await IsGone(host.Storage.ProcessId!.Value);
    }

    [Fact]
    public async Task It_is_called_in_the_folder_of_the_published_app_with_the_keys_laid_ready()
    {
        Assert.SkipWhen(HostUnderTest.Azurite is null, HostUnderTest.NoAzurite);
        await using CoreToolsHost host = Host();
        await host.StartAsync(Ct);
        await WorkerOf(host);

        Assert.Equal(
            [$"in {_folder}", "with start --no-build --enableAuth --address 127.48.0.1 --port 7119", "the-key is there", "storage is there"],
            host.Output!.Lines.Skip(1));
    }

    [Fact]
    public async Task Without_a_published_app_it_says_how_to_get_one() => Assert.Equal(
        $"The Function App is not published to {_folder}/no-such; run the command through ./steadfast, which publishes it.",
        (await Assert.ThrowsAsync<MachineException>(() => new CoreToolsHost(HostUnderTest.Options("/func", $"{_folder}/no-such", _folder)).StartAsync(Ct))).Message);

    [Fact]
    public async Task Without_storage_it_says_how_to_get_it() => Assert.Equal(
        "Azurite (storage for the Functions host) is not installed. Run the command through ./steadfast, which gets it with npm.",
        (await Assert.ThrowsAsync<MachineException>(() => new CoreToolsHost(HostUnderTest.Options("/func", _folder, _folder) with
        {
            Storage = HostUnderTest.Options("/func", _folder, _folder).Storage with { Program = null },
        }).StartAsync(Ct))).Message);

    private CoreToolsHost Host()
    {
        string program = Path.Combine(_folder, "func");
        File.WriteAllText(program, """
            #!/usr/bin/env bash
            sleep 1000 &
            echo $!
            echo "in $PWD"
            echo "with $*"
            ! grep -q the-key "$TMPDIR/secrets/functions/secrets/host.json" || echo "the-key is there"
            blobs=${AzureWebJobsStorage##*BlobEndpoint=http://} && blobs=${blobs%%/*}
            ! (exec 3<>"/dev/tcp/${blobs%:*}/${blobs#*:}") 2>/dev/null || echo "storage is there"
            wait
            """);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return new(HostUnderTest.Options(program, _folder, _folder, number: 48));
    }

    private static async Task<int> WorkerOf(CoreToolsHost host)
    {
        Assert.True(await Until(() => host.Output!.Lines.Count >= 5), $"the program says what it sees: {host.Output}");
        return int.Parse(host.Output!.Lines[0]);
    }

    private static async Task IsGone(int id) => Assert.True(await Until(() => !Runs(id)), $"process {id} is gone");

    private static bool Runs(int id)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[stat.LastIndexOf(')') + 2] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static Task<bool> Until(Func<bool> condition) => Wait.Until(condition, TimeProvider.System, TimeSpan.FromSeconds(20), Ct);
}
