using System.Net;
using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.Stack.Files;

namespace Steadfast.Conformance.Tests;

/// <summary>Evidence in a container of its own, in real blob storage.</summary>
public sealed class EvidenceTests : IAsyncLifetime
{
    private const string Id = "evidence-incident-instance-1-1";
    private static readonly Evidence Saved = new(Id, "1", new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero), [new("status", "it \u00e9", null), new("bootDiagnostics", "", "it has none")]);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("steadfast-evidence-");
    private BlobServer _blobs = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(BlobServer.Program is null, "Azurite is not installed: run 'npm ci --ignore-scripts' in tests/Conformance/azurite, or set STEADFAST_AZURITE to its azurite.js.");
        _blobs = new(new IPEndPoint(IPAddress.Parse($"{LoopbackFront.Next(150, 160)}.1"), 10000), _folder.FullName, TimeProvider.System);
        await _blobs.StartAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await (_blobs?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Evidence_is_kept_whole_in_its_container_and_what_was_there_first_stays()
    {
        EvidenceStore store = Store();

        Evidence kept = await store.SaveAsync(Saved, Ct);
        Evidence again = await store.SaveAsync(Saved with { Target = "2" }, Ct);
        Evidence? read = await store.FindAsync(kept.Blob!, Ct);

        Assert.Equal(($"{Id}-20261120T120000000.json", kept.Blob, "1"), (kept.Blob, again.Blob, read?.Target));
        Assert.Equal([new("status", "", null), new("bootDiagnostics", "", "it has none")], kept.Parts);
        Assert.Equal(Saved.Parts, read!.Parts);
        Assert.Null(await store.FindAsync("evidence-other.json", Ct));
    }

    [Fact]
    public async Task Evidence_of_an_incident_that_has_the_id_of_one_that_was_purged_is_kept_beside_that_of_the_other()
    {
        EvidenceStore store = Store();
        Evidence first = await store.SaveAsync(Saved, Ct);

        Evidence second = await store.SaveAsync(Saved with { Target = "2", At = Saved.At.AddDays(40) }, Ct);

        Assert.Equal(("1", "2"), ((await store.FindAsync(first.Blob!, Ct))?.Target, (await store.FindAsync(second.Blob!, Ct))?.Target));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task What_is_old_is_purged_where_the_storage_has_no_rule_for_it(bool isPurged, int expected)
    {
        EvidenceStore store = Store(isPurged);
        Evidence kept = await store.SaveAsync(Saved, Ct);

        int early = await store.PurgeAsync(TimeProvider.System.GetUtcNow().AddHours(-1), Ct);
        int late = await store.PurgeAsync(TimeProvider.System.GetUtcNow().AddHours(1), Ct);

        Assert.Equal((0, expected, !isPurged), (early, late, await store.FindAsync(kept.Blob!, Ct) is not null));
    }

    [Fact]
    public async Task While_the_storage_is_away_or_has_no_such_container_it_is_told()
    {
        EvidenceStore other = Store(container: "nothing");
        await Assert.ThrowsAsync<EvidenceAwayException>(() => other.SaveAsync(Saved, Ct));
        EvidenceStore store = Store();
        Evidence kept = await store.SaveAsync(Saved, Ct);
        _blobs.Kill();

        await Assert.ThrowsAsync<EvidenceAwayException>(() => store.FindAsync(kept.Blob!, Ct));
        await Assert.ThrowsAsync<EvidenceAwayException>(() => store.SaveAsync(Saved, Ct));
    }

    [Fact]
    public void Without_a_container_it_is_off() => Assert.False(new EvidenceStore(Options.Create(new EvidenceOptions()), NoIdentity).IsOn);

    private static readonly TokenCredential NoIdentity = new ManagedIdentityCredential(ManagedIdentityId.SystemAssigned);

    private EvidenceStore Store(bool isPurged = false, string container = "evidence") => new(
        Options.Create(new EvidenceOptions { Container = new Uri(_blobs.Container, container).ToString(), KeyFile = _blobs.KeyFile, IsPurged = isPurged }), NoIdentity);
}
