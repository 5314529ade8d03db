using Steadfast.Local.Runtime.Journal;
using static Steadfast.Local.Runtime.Tests.Journal.JournalFixture;

namespace Steadfast.Local.Runtime.Tests.Journal;

[Trait("Category", "fast")]
public sealed class DamageTests : IDisposable
{
    private readonly JournalFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_flipped_byte_in_any_record_that_was_acknowledged_stops_with_file_and_offset_and_changes_nothing()
    {
        await _fixture.Fill(120);
        string file = _fixture.OnlyLog;
        byte[] whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        long[] starts = [.. JournalReader.Read(_fixture.Folder).Select(part => part.Offset)];

        for (int record = 0; record < starts.Length; record++)
        {
            // A different byte of each record, so that marker, length, distance, checksum and payload all have their turn.
            long length = (record + 1 < starts.Length ? starts[record + 1] : whole.Length) - starts[record];
            byte[] damaged = [.. whole];
            damaged[starts[record] + record % length] ^= 0x40;
            await File.WriteAllBytesAsync(file, damaged, TestContext.Current.CancellationToken);

            var error = Assert.Throws<JournalDamagedException>(() => _fixture.Open(out _, new UnsyncedDisk()));

            Assert.Equal((file, starts[record]), (error.File, error.Offset));
            Assert.Contains($"{file} is damaged at offset {starts[record]}", error.Message);
            Assert.Equal(damaged, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task A_cut_in_what_was_acknowledged_stops_between_two_records_as_well_as_in_one()
    {
        await _fixture.Fill(20);
        string file = _fixture.OnlyLog;
        byte[] whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        long[] starts = [.. JournalReader.Read(_fixture.Folder).Select(part => part.Offset)];

        foreach (long cut in starts.Concat(starts.Select(start => start + 1)))
        {
            await File.WriteAllBytesAsync(file, whole[..(int)cut], TestContext.Current.CancellationToken);

            var error = Assert.Throws<JournalDamagedException>(() => _fixture.Open(out _, new UnsyncedDisk()));

            Assert.Equal((file, cut), (error.File, error.Offset));
            Assert.Contains($"it ends here, and {whole.Length} bytes of it were acknowledged", error.Message);
        }
    }

    [Fact]
    public async Task What_was_added_behind_the_end_of_a_closed_journal_stops()
    {
        await _fixture.Fill(5);
        byte[] whole = await File.ReadAllBytesAsync(_fixture.OnlyLog, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_fixture.OnlyLog, [.. whole, 0], TestContext.Current.CancellationToken);

        Assert.Equal(whole.Length, Assert.Throws<JournalDamagedException>(() => _fixture.Open(out _)).Offset);
    }

    [Theory]
    [InlineData("journal.end")]
    [InlineData("journal-00000001.log")]
    public async Task A_missing_file_stops(string name)
    {
        await _fixture.Fill(5);
        File.Delete(Path.Combine(_fixture.Folder, name));

        var error = Assert.Throws<JournalDamagedException>(() => _fixture.Open(out _));

        Assert.Equal(Path.Combine(_fixture.Folder, name), error.File);
        Assert.Contains("it is missing", error.Message);
    }

    [Fact]
    public async Task A_record_that_the_program_cannot_understand_stops_with_its_place()
    {
        await _fixture.Fill(3);
        long second = JournalReader.Read(_fixture.Folder).ElementAt(1).Offset;
        int seen = 0;

        var error = Assert.Throws<JournalDamagedException>(() => JournalLog.Open(_fixture.Options(), Understand, _fixture));

        Assert.Equal((_fixture.OnlyLog, second), (error.File, error.Offset));

        void Understand(ReadOnlySpan<byte> record) => ArgumentOutOfRangeException.ThrowIfEqual(seen++, 1);
    }

    [Fact]
    public async Task The_reader_gives_everything_before_and_after_the_damage()
    {
        var written = await _fixture.Fill(60);
        var parts = JournalReader.Read(_fixture.Folder).ToList();
        byte[] bytes = await File.ReadAllBytesAsync(_fixture.OnlyLog, TestContext.Current.CancellationToken);
        foreach (int hurt in new[] { 20, 21, 40 })
        {
            bytes[parts[hurt].Offset + 9] ^= 1;
        }

        await File.WriteAllBytesAsync(_fixture.OnlyLog, bytes, TestContext.Current.CancellationToken);
        var salvaged = JournalReader.Read(_fixture.Folder).ToList();

        Assert.Equal(
            [.. written[..20], .. written[22..40], .. written[41..]],
            salvaged.OfType<JournalRecord>().Select(record => System.Text.Encoding.UTF8.GetString(record.Bytes.Span)));
        Assert.Equal(
            [(parts[20].Offset, parts[22].Offset - parts[20].Offset), (parts[40].Offset, parts[41].Offset - parts[40].Offset)],
            salvaged.OfType<JournalDamage>().Select(damage => (damage.Offset, damage.Length)));
    }

    [Fact]
    public async Task A_damaged_header_stops_at_offset_0()
    {
        await _fixture.Fill(5);
        byte[] bytes = await File.ReadAllBytesAsync(_fixture.OnlyLog, TestContext.Current.CancellationToken);
        bytes[3] ^= 1;
        await File.WriteAllBytesAsync(_fixture.OnlyLog, bytes, TestContext.Current.CancellationToken);

        Assert.Equal(0, Assert.Throws<JournalDamagedException>(() => _fixture.Open(out _)).Offset);
    }

    [Fact]
    public async Task A_missing_log_behind_a_snapshot_stops()
    {
        await using (var journal = _fixture.Open(out _))
        {
            await journal.AppendAsync(Bytes("old"));
            await journal.CompactAsync([Bytes("snapshot")]);
            await journal.AppendAsync(Bytes("new"));
        }

        File.Delete(_fixture.OnlyLog);

        Assert.Contains("is missing", Assert.Throws<JournalDamagedException>(() => _fixture.Open(out _)).Message);
    }

    [Fact]
    public async Task A_missing_snapshot_stops()
    {
        await using (var journal = _fixture.Open(out _))
        {
            await journal.AppendAsync(Bytes("old"));
            await journal.CompactAsync([Bytes("snapshot")]);
            await journal.AppendAsync(Bytes("new"));
        }

        File.Delete(Assert.Single(Directory.GetFiles(_fixture.Folder, "*.snapshot")));

        Assert.Contains("the log 1 before this file is missing", Assert.Throws<JournalDamagedException>(() => _fixture.Open(out _)).Message);
    }

    [Fact]
    public async Task A_snapshot_that_lost_its_last_record_stops()
    {
        await using (var journal = _fixture.Open(out _))
        {
            await journal.CompactAsync([Bytes("one"), Bytes("two"), Bytes("three")]);
        }

        string snapshot = Assert.Single(Directory.GetFiles(_fixture.Folder, "*.snapshot"));
        byte[] bytes = await File.ReadAllBytesAsync(snapshot, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(snapshot, bytes[..^(16 + "three".Length)], TestContext.Current.CancellationToken);

        Assert.Contains("it ends after 2 of 3 records", Assert.Throws<JournalDamagedException>(() => _fixture.Open(out _)).Message);
    }
}
