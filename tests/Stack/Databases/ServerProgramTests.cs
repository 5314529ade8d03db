using Steadfast.Local.Stack.Databases;

namespace Steadfast.Local.Stack.Tests.Databases;

public sealed class ServerProgramTests
{
    private static readonly string[] Advice = [.. Enumerable.Range(1, 30).Select(line => $"advice {line}")];

    [Fact]
    public void What_a_program_said_is_its_errors_before_long_advice_and_its_last_lines()
    {
        string[] said = ["2026-01-01 10:00:00 0 [Note] InnoDB: starting", "2026-01-01 10:00:00 0 [ERROR] InnoDB: no space left", .. Advice];

        Assert.Equal(["2026-01-01 10:00:00 0 [ERROR] InnoDB: no space left", .. Advice[10..]], ServerProgram.Telling(said));
    }

    [Fact]
    public void Few_lines_are_told_as_they_are() => Assert.Equal(["one", "ERROR two"], ServerProgram.Telling(["one", "ERROR two"]));

    [Fact]
    public async Task A_folder_in_which_no_data_can_be_made_is_told_with_the_reason()
    {
        DatabaseException thrown = await Assert.ThrowsAsync<DatabaseException>(() => ServerProgram.RunAsync(
            "mariadb-install-db", ["--no-defaults", "--datadir=/proc/none"], TestContext.Current.CancellationToken));

        Assert.Contains("/proc/none", thrown.Message, StringComparison.Ordinal);
    }
}
