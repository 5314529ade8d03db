using Steadfast.Local.Stack.Databases;
using Steadfast.Local.Stack.Processes;

namespace Steadfast.Local.Stack.Tests.Databases;

public class ServerTests(DataTemplate template)
{
    private CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_password_is_in_a_private_file_and_in_nothing_that_others_see()
    {
        await using var test = await PairUnderTest.StartAsync(template);
        string password = await File.ReadAllTextAsync(test.Pair.Accounts.PasswordFile, Ct);

        Assert.Equal(40, password.Length);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(test.Pair.Accounts.PasswordFile));
        foreach (var member in test.Pair.Members)
        {
            string seen = string.Concat(
                await File.ReadAllTextAsync($"/proc/{member.Server.ProcessId}/cmdline", Ct),
                await File.ReadAllTextAsync(Path.Combine(member.Server.Options.Folder, "my.cnf"), Ct),
                string.Join('\n', member.Server.Output));
            Assert.Contains("mariadbd", seen);
            Assert.DoesNotContain(password, seen);
        }
    }

    [Fact]
    public async Task No_server_runs_as_root_and_nobody_else_enters_its_folder()
    {
        await using var test = await PairUnderTest.StartAsync(template);
        var server = test.Pair.Primary.Server;

        string status = await File.ReadAllTextAsync($"/proc/{server.ProcessId}/status", Ct);

        Assert.DoesNotMatch("(?m)^Uid:\\s.*\\b0\\b", status);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(server.Options.Folder));
    }

    [Fact]
    public async Task The_administrator_cannot_come_over_the_network_and_the_application_cannot_open_a_server()
    {
        await using var test = await PairUnderTest.StartAsync(template);
        var address = test.Pair.Primary.Server.Options.Address;

        Assert.Throws<DatabaseException>(() => SqlFailure.Named("db", () => SqlSession.AsClient(address, "root", "", "mysql", TimeSpan.FromSeconds(3))));
        var refused = await Assert.ThrowsAsync<DatabaseException>(() => test.ExecuteAsync("SET GLOBAL read_only = 0"));
        Assert.Contains("error 1227", refused.Message);
    }

    [Fact]
    public async Task Data_that_is_made_in_several_folders_at_once_is_made_in_all_of_them()
    {
        using TestFolder folder = new();

        string[] made = await Task.WhenAll(Enumerable.Range(1, 8).Select(number => MariaDbServer.MakeTemplateAsync(folder.At($"{number}"), Ct)));

        Assert.All(made, data => Assert.True(File.Exists(Path.Combine(data, "mysql", "global_priv.MAI")), data));
    }

    [Fact]
    public async Task A_server_dies_with_a_parent_that_is_killed()
    {
        using TestFolder folder = new();
        string self = typeof(ServerTests).Assembly.Location;
        await using var parent = await ChildProcess.StartAsync(new(DotnetHost.Path, [self])
        {
            Environment = new Dictionary<string, string?>
            {
                ["DOTNET_STARTUP_HOOKS"] = self,
                [StartupHook.Folder] = folder.At("db"),
                [StartupHook.Address] = Loopback.Free().ToString(),
                [StartupHook.Template] = template.Path,
            },
        });
        await Eventually.TrueAsync(() => parent.Output.Lines.Count > 0 || !parent.IsRunning, "the parent names its server");
        int server = int.Parse(Assert.Single(parent.Output.Lines));
        Assert.True(File.Exists($"/proc/{server}/stat"));

        parent.Kill();

        await Eventually.TrueAsync(() => !File.Exists($"/proc/{server}/stat") || StateOf(server) == 'Z', "the server is gone");
    }

    [Fact]
    public async Task A_server_whose_address_is_taken_says_so()
    {
        await using var test = await PairUnderTest.StartAsync(template);
        var taken = test.Pair.Primary.Server.Options;
        await using MariaDbServer second = new(taken with { Name = "second", Folder = test.FileAt("second"), Template = template.Path });

        var failed = await Assert.ThrowsAsync<DatabaseException>(() => second.StartAsync(ct: Ct));

        Assert.StartsWith($"second cannot listen on {taken.Address}", failed.Message);
    }

    [Fact]
    public async Task A_server_that_does_not_come_up_says_why_in_its_own_words()
    {
        using TestFolder folder = new();
        await using MariaDbServer server = new(new("broken", folder.At("db"), Loopback.Free(), 1, DatabaseAccounts.Create(folder.At(""))) { Template = template.Path });
        await server.StartAsync(ct: Ct);
        await server.StopAsync();
        File.Delete(Path.Combine(server.Options.Folder, "data", "ibdata1"));

        var failed = await Assert.ThrowsAsync<DatabaseException>(() => server.StartAsync(ct: Ct));

        Assert.Matches("^broken ended with code 1 while starting", failed.Message);
        Assert.Contains("InnoDB", failed.Message);
    }

    private static char StateOf(int process)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            return 'Z';
        }
    }
}
