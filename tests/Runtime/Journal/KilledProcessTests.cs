using System.Diagnostics;

namespace Steadfast.Local.Runtime.Tests.Journal;

[Trait("Category", "real-processes")]
public sealed class KilledProcessTests : IDisposable
{
    private readonly JournalFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task After_kill_9_every_acknowledged_record_is_there()
    {
        HashSet<string> acknowledged = [];
        foreach (int linesBeforeTheKill in new[] { 1, 200, 1500, 4000 })
        {
            acknowledged.UnionWith(await RunAndKill(linesBeforeTheKill));

            await using var journal = _fixture.Open(out var replayed);
            Assert.Empty(acknowledged.Except(replayed));
        }

        Assert.True(acknowledged.Count > 5000);
    }

    private async Task<List<string>> RunAndKill(int lines)
    {
        using var child = Process.Start(AppendingChild.StartInfo(_fixture.Folder))!;
        List<string> acknowledged = [];
        try
        {
            while (acknowledged.Count < lines && await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                acknowledged.Add(line);
            }
        }
        finally
        {
            child.Kill();
        }

        while (await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            acknowledged.Add(line);
        }

        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(acknowledged.Count >= lines, $"the child ended after {acknowledged.Count} lines: {await child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)}");

        // The kill may have cut the last line.
        return [.. acknowledged.Where(line => line.EndsWith(';'))];
    }
}
