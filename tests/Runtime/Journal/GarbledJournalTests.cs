using Steadfast.Local.Runtime.Journal;
using static Steadfast.Local.Runtime.Tests.Journal.JournalFixture;

namespace Steadfast.Local.Runtime.Tests.Journal;

/// <summary>Whatever happens to the files, an acknowledged record is there or the one clear error says that something is missing.</summary>
[Trait("Category", "exhaustive")]
public sealed class GarbledJournalTests : IDisposable
{
    private const int Before = 12;
    private const int Behind = 25;

    private readonly JournalFixture _fixture = new();

    public static TheoryData<bool, bool> States => new() { { false, false }, { false, true }, { true, false }, { true, true } };

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [MemberData(nameof(States))]
    public Task Garbled_in_a_thousand_ways_it_loses_nothing_in_silence(bool compacted, bool killed) => GarbleAsync(compacted, killed, seeds: 300);

    [Theory(Explicit = true)]
    [MemberData(nameof(States))]
    public Task Garbled_in_many_more_ways_it_loses_nothing_in_silence(bool compacted, bool killed) => GarbleAsync(compacted, killed, seeds: 25_000);

    private async Task GarbleAsync(bool compacted, bool killed, int seeds)
    {
        List<string> acknowledged = await FillAsync(compacted);
        if (killed)
        {
            // The last two records had been written, and nobody was told.
            _fixture.KillBehind(JournalReader.Read(_fixture.Folder).TakeLast(2).First().Offset);
            acknowledged.RemoveRange(acknowledged.Count - 2, 2);
        }

        Garbled journal = await Garbled.OfAsync(_fixture.Folder);
        int damaged = 0;
        for (int seed = 0; seed < seeds; seed++)
        {
            using JournalFixture other = new();
            string change = journal.WriteTo(other.Folder, seed);
            damaged += await OpensAsync(other, acknowledged, change) ? 0 : 1;
        }

        Assert.InRange(damaged, seeds / 4, seeds - 1);
    }

    private static async Task<bool> OpensAsync(JournalFixture journal, List<string> acknowledged, string change)
    {
        try
        {
            await using JournalLog opened = journal.Open(out var replayed, new UnsyncedDisk());
            Assert.True(replayed.Take(acknowledged.Count).SequenceEqual(acknowledged), $"{change}: {acknowledged.Except(replayed).Count()} acknowledged records are gone or moved");
            Assert.True(replayed.Count <= acknowledged.Count + 2, $"{change}: {replayed.Count} records");
            return true;
        }
        catch (JournalDamagedException)
        {
            return false;
        }
        catch (Exception other) when (other is not Xunit.Sdk.IAssertionException)
        {
            throw new InvalidOperationException($"{change}: {other.Message}", other);
        }
    }

    private async Task<List<string>> FillAsync(bool compacted)
    {
        List<string> records = [];
        await using JournalLog journal = _fixture.Open(out _, new UnsyncedDisk());
        for (int number = 0; number < Before; number++)
        {
            await AppendAsync(number);
        }

        if (compacted)
        {
            await journal.CompactAsync([.. records.Select(Bytes)]);
        }

        for (int number = Before; number < Before + Behind; number++)
        {
            await AppendAsync(number);
        }

        return records;

        async Task AppendAsync(int number)
        {
            records.Add(Varied(number));
            await journal.AppendAsync(Bytes(records[^1]));
        }
    }
}
