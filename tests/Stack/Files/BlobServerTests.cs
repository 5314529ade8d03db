using System.Text;
using Steadfast.Local.Stack.Files;

namespace Steadfast.Local.Stack.Tests.Files;

/// <summary>Azurite notes what it keeps every five seconds, in two files that are written one by one.</summary>
[Trait("Category", "real-processes")]
public sealed class BlobServerTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("steadfast-blobs-");
    private BlobServer _blobs = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Notes => Path.Combine(_folder.FullName, "blobs", SavedBlobs.BlobsFile);

    private string Extents => Path.Combine(_folder.FullName, "blobs", SavedBlobs.ExtentsFile);

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(BlobServer.Program is null, "Azurite is not installed: run 'npm ci --ignore-scripts' in tests/Conformance/azurite, or set STEADFAST_AZURITE to its azurite.js.");
        _blobs = new(new(Loopback.Any().Address, 10000), _folder.FullName, TimeProvider.System);
        await _blobs.StartAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (_blobs is not null)
        {
            await _blobs.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_file_that_was_noted_as_pieces_and_then_completed_outlives_a_kill_once_it_is_saved()
    {
        Assert.Equal(201, (await _blobs.AskAsync(HttpMethod.Put, "files/a.pdf?blockid=AAAA&comp=block", "content"u8.ToArray(), Ct)).Status);
        await Eventually.TrueAsync(async () => (await File.ReadAllTextAsync(Notes, Ct)).Contains("a.pdf", StringComparison.Ordinal), "its pieces are noted");
        byte[] list = Encoding.UTF8.GetBytes("""<?xml version="1.0" encoding="utf-8"?><BlockList><Latest>AAAA</Latest></BlockList>""");
        Assert.Equal(201, (await _blobs.AskAsync(HttpMethod.Put, "files/a.pdf?comp=blocklist", list, Ct)).Status);

        await _blobs.SavedAsync(Ct);
        await RestartAsync();

        Assert.Equal(200, (await _blobs.AskAsync(HttpMethod.Get, "files/a.pdf", ct: Ct)).Status);
    }

    [Fact]
    public async Task A_file_whose_content_is_not_noted_is_broken_after_a_kill_and_does_not_count_as_saved()
    {
        string before = await File.ReadAllTextAsync(Extents, Ct);
        Assert.Equal(201, (await _blobs.AskAsync(HttpMethod.Put, "files/a.pdf", "content"u8.ToArray(), Ct)).Status);
        await _blobs.SavedAsync(Ct);
        string listing = (await _blobs.AskAsync(HttpMethod.Get, "files?comp=list&restype=container", ct: Ct)).Text;
        string notes = await File.ReadAllTextAsync(Notes, Ct);
        Assert.Null(SavedBlobs.FindUnsaved(listing, "files", notes, await File.ReadAllTextAsync(Extents, Ct)));

        // As a kill between the two writes leaves them.
        _blobs.Kill();
        await File.WriteAllTextAsync(Extents, before, Ct);
        await _blobs.StartAsync(Ct);

        Assert.Equal((500, "a.pdf"), ((await _blobs.AskAsync(HttpMethod.Get, "files/a.pdf", ct: Ct)).Status, SavedBlobs.FindUnsaved(listing, "files", notes, before)));
    }

    [Fact]
    public async Task A_file_that_was_replaced_is_saved_once_its_new_version_is()
    {
        Assert.Equal(201, (await _blobs.AskAsync(HttpMethod.Put, "files/a.pdf", "before"u8.ToArray(), Ct)).Status);
        await _blobs.SavedAsync(Ct);
        Assert.Equal(201, (await _blobs.AskAsync(HttpMethod.Put, "files/a.pdf", "after"u8.ToArray(), Ct)).Status);

        await _blobs.SavedAsync(Ct);
        await RestartAsync();

        Assert.Equal(new BlobAnswer(200, "after"), await _blobs.AskAsync(HttpMethod.Get, "files/a.pdf", ct: Ct));
    }

    private async Task RestartAsync()
    {
        _blobs.Kill();
        await _blobs.StartAsync(Ct);
    }
}
