using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;

// The scripts are for the Linux of the web servers, and so are the permissions of their files.
[assembly: UnsupportedOSPlatform("windows")]

namespace Steadfast.Bicep.Tests;

/// <summary>The scripts of a web server, run for real beside stand-ins of what a machine in Azure has around it.</summary>
[Trait("Category", "real-processes")]
public sealed class MachineScriptTests : IDisposable
{
    private const string Settings = """
        CACHE_ADDRESS=''
        CACHE_USER='object-id'
        DATABASE_ADMINISTRATOR='steadfast'
        DATABASE_AUTH='password'
        DATABASE_HOST='mysql.example'
        DATABASE_NAME='steadfast'
        DATABASE_TOKEN_RESOURCE='https://tokens.example'
        DATABASE_USER='steadfast-web'
        FILES_CONTAINER=''
        FRONT_DOOR_ID='door'
        IDENTITY='id-web'
        INSIGHTS=''
        PORT='8080'
        REGISTRY='acr.example'
        RESOURCE_MANAGER='https://management.example/'
        SECRETS_URI='https://vault.example/secrets/'
        SIGN_IN_ADDRESS=''
        SIGN_IN_AUDIENCE='api://AzureADTokenExchange'
        SIGN_IN_AUTHORITY='https://login.example/tenant/v2.0'
        SIGN_IN_CLIENT=''
        SIGN_IN_GROUPS=''
        SIGN_IN_MODE='none'
        SIGN_IN_TENANTS='tenant'
        VAULT_RESOURCE='https://vault.example'

        """;

    // What is written to standard input stays out of the list of processes; the stand-ins note both apart.
    private const string Curl = """
        echo "curl $*" >>"$NOTES/arguments"
        case "$*" in
          *identity/oauth2/token*) echo '{"access_token":"BEARER"}' ;;
          *oauth2/exchange*) cat >>"$NOTES/input"; echo '{"refresh_token":"REFRESH"}' ;;
          *compute/name*) printf vmss_3 ;;
          *instance/compute*) echo '{"name":"vmss_3","zone":"2"}' ;;
          *--data*) cat >>"$NOTES/input" ;;
          *scheduledevents*) echo '{"Events":[{"EventId":"reboot","EventType":"Reboot","Resources":["vmss_3"]},{"EventId":"other","EventType":"Terminate","Resources":["vmss_4"]},{"EventId":"mine","EventType":"Terminate","Resources":["vmss_3"]}]}' ;;
          *--config*secrets/database-password*) cat >>"$NOTES/input"; [ ! -e "$NOTES/forbidden" ] || exit 22; echo '{"value":"ADMINISTRATOR"}' ;;
          *--config*) cat >>"$NOTES/input"; echo '{"value":"SECRET \" with all sorts"}' ;;
        esac
        """;

    // The image appears with the second pull, as it does while it is still being built.
    private const string Docker = """
        echo "docker $*" >>"$NOTES/arguments"
        case "$1" in
          image) [ -e "$NOTES/pulled" ] ;;
          login) cat >>"$NOTES/input" ;;
          pull) if [ -e "$NOTES/tried" ]; then touch "$NOTES/pulled"; else touch "$NOTES/tried"; exit 1; fi ;;
        esac
        """;

    private const string Any = """
        echo "$(basename "$0") $*" >>"$NOTES/arguments"
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("steadfast.").FullName;

    public MachineScriptTests()
    {
        File.WriteAllText(In("settings"), Settings);
        File.WriteAllText(In("image"), "steadfast-web:tag\n");
        foreach (var (name, text) in new[] { ("curl", Curl), ("docker", Docker), ("iptables", Any), ("systemctl", Any), ("sleep", Any) })
        {
            Program(name, text);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_passwords_are_in_files_for_the_container_alone_and_in_no_argument()
    {
        await RunAsync("fetch-password");

        Assert.Equal("SECRET \" with all sorts", File.ReadAllText(In("secrets/database-web-password")));
        Assert.Equal("ADMINISTRATOR", File.ReadAllText(In("secrets/database-password")));
        Assert.All(Directory.GetFiles(In("secrets")), file => Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(file)));
        Assert.Equal(2, Directory.GetFiles(In("secrets")).Length);
        Assert.Equal(string.Concat(Enumerable.Repeat("header = \"Authorization: Bearer BEARER\"\n", 2)), File.ReadAllText(In("input")));
        Assert.DoesNotContain(Notes(), line => line.Contains("BEARER", StringComparison.Ordinal) || line.Contains("SECRET", StringComparison.Ordinal) || line.Contains("ADMINISTRATOR", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_machine_that_may_not_read_the_administrators_password_does_without()
    {
        File.WriteAllText(In("forbidden"), "");

        await RunAsync("fetch-password");

        Assert.Equal([In("secrets/database-web-password")], Directory.GetFiles(In("secrets")));
    }

    [Fact]
    public async Task With_sign_in_the_secret_of_sessions_comes_too_also_without_a_password_of_the_database()
    {
        File.WriteAllText(In("settings"), Settings.Replace("SIGN_IN_MODE='none'", "SIGN_IN_MODE='oidc'", StringComparison.Ordinal).Replace("DATABASE_AUTH='password'", "DATABASE_AUTH='entra'", StringComparison.Ordinal));

        await RunAsync("fetch-password");
        await RunAsync("run");

        Assert.Equal([In("secrets/sign-in-keys")], Directory.GetFiles(In("secrets")));
        Assert.Contains(Notes(), line => line.Contains(" --env SignIn__Mode=oidc --env SignIn__Authority=https://login.example/tenant/v2.0 ", StringComparison.Ordinal));
        Assert.DoesNotContain("iptables --insert DOCKER-USER --destination 169.254.169.254 --jump DROP", Notes());
    }

    [Fact]
    public async Task The_container_starts_once_its_image_is_there_and_knows_where_it_is()
    {
        await RunAsync("run");

        string[] docker = [.. Notes().Where(line => line.StartsWith("docker ", StringComparison.Ordinal) && !line.Contains(" login ", StringComparison.Ordinal))];
        Assert.Equal(
            ["image inspect acr.example/steadfast-web:tag", "pull --quiet acr.example/steadfast-web:tag", "image inspect acr.example/steadfast-web:tag", "pull --quiet acr.example/steadfast-web:tag", "rm --force steadfast-web"],
            docker[..^1].Select(line => line["docker ".Length..]));
        Assert.StartsWith("docker run --name steadfast-web ", docker[^1], StringComparison.Ordinal);
        Assert.Contains(" --read-only ", docker[^1], StringComparison.Ordinal);
        Assert.Contains(" --env Instance__Id=3 --env Instance__Zone=2 --env STEADFAST_DATABASE_HOST=mysql.example ", docker[^1], StringComparison.Ordinal);
        Assert.Contains("iptables --insert DOCKER-USER --destination 169.254.169.254 --jump DROP", Notes());
        Assert.DoesNotContain(Notes(), line => line.Contains("BEARER", StringComparison.Ordinal) || line.Contains("REFRESH", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cloud-init", "docker.io jq")]
    [InlineData("front", "nginx-light")]
    public async Task Packages_are_asked_for_until_they_are_there(string file, string packages)
    {
        string line = Repository.Text($"bicep/web/{file}.yaml").Split("runcmd:\n")[1].Split('\n').First(each => each.StartsWith("  - ", StringComparison.Ordinal))[4..];
        Program("apt-get", """
            echo "apt-get $*" >>"$NOTES/arguments"
            case "$*" in *install*) [ "$(grep -c install "$NOTES/arguments")" = 3 ] ;; esac
            """);

        await RunTextAsync("packages", line);

        string[] asked = [.. Notes().Where(note => note.Contains(" install ", StringComparison.Ordinal))];
        Assert.Equal((3, 2), (asked.Length, Notes().Count(note => note == "sleep 10")));
        Assert.All(asked, each => Assert.EndsWith($" --option DPkg::Lock::Timeout=300 --option Dpkg::Options::=--force-confold install {packages}", each, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_machine_that_is_taken_away_drains_and_then_lets_go()
    {
        await RunAsync("watch-termination");

        Assert.Contains("systemctl stop steadfast-web", Notes());
        Assert.Equal("""{"StartRequests":[{"EventId":"mine"}]}""", File.ReadAllText(In("input")).Trim());
    }

    [Fact]
    public async Task A_changed_setting_restarts_the_web_server_once_and_an_unchanged_one_does_not()
    {
        await RolloutAsync(Settings);
        await RolloutAsync(Settings);
        string[] before = File.Exists(In("arguments")) ? Notes() : [];
        await RolloutAsync(SignedIn);
        await RolloutAsync(SignedIn);

        // The settings were there from the first start, so the first rollout brought nothing that is new.
        Assert.DoesNotContain("systemctl restart steadfast-web", before);
        Assert.Equal(["systemctl daemon-reload", "systemctl is-active --quiet steadfast-web", "systemctl restart steadfast-web"], Notes()[before.Length..]);
        Assert.Equal((SignedIn, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead), (File.ReadAllText(In("settings")), File.GetUnixFileMode(In("settings"))));
    }

    [Fact]
    public async Task A_rollout_that_comes_before_the_web_server_runs_writes_its_files_and_restarts_nothing()
    {
        Program("systemctl", """
            echo "systemctl $*" >>"$NOTES/arguments"
            [ "$1" != is-active ]
            """);
        File.Delete(In("settings"));

        await RolloutAsync(SignedIn);

        Assert.Equal(["systemctl daemon-reload", "systemctl is-active --quiet steadfast-web"], Notes());
        Assert.Equal(SignedIn, File.ReadAllText(In("settings")));
    }

    [Fact]
    public async Task A_rollout_that_was_cut_off_is_finished_by_the_next_one()
    {
        await RunTextAsync("rollout", Calls(SignedIn));
        await RolloutAsync(SignedIn);

        Assert.Contains("systemctl restart steadfast-web", Notes());
        Assert.False(File.Exists(In("changed")));
    }

    private static string SignedIn => Settings.Replace("SIGN_IN_MODE='none'", "SIGN_IN_MODE='oidc'", StringComparison.Ordinal);

    // The command of the extension, as scale-set.bicep puts it together.
    private Task RolloutAsync(string settings) => RunTextAsync("rollout", Calls(settings) + "take_up restart steadfast-web\n", "sh");

    private static string Calls(string settings) =>
        $"{Repository.Text("bicep/web/rollout.sh")}place /etc/steadfast/settings 0644 {Convert.ToBase64String(Encoding.UTF8.GetBytes(settings))}\n";

    private string In(string name) => Path.Combine(_folder, name);

    private string[] Notes() => File.ReadAllLines(In("arguments"));

    private void Program(string name, string text)
    {
        Directory.CreateDirectory(In("bin"));
        File.WriteAllText(In($"bin/{name}"), $"#!/bin/bash\n{text}\n");
        File.SetUnixFileMode(In($"bin/{name}"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private Task RunAsync(string script) => RunTextAsync(script, Repository.Text($"bicep/web/{script}.sh"));

    private async Task RunTextAsync(string script, string text, string shell = "bash")
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "jq"))), "There is no jq.");
        // Folders of the machine become folders of the test, and the container's user the one who runs it.
        File.WriteAllText(In(script), text
            .Replace("/etc/steadfast", _folder, StringComparison.Ordinal)
            .Replace("/run/steadfast", _folder, StringComparison.Ordinal)
            .Replace("--owner 1654 --group 1654 --mode 0500", "--mode 0700", StringComparison.Ordinal)
            .Replace("chown 1654:1654", "chmod u+r", StringComparison.Ordinal));
        using Process bash = new() { StartInfo = new(shell, [In(script)]) { RedirectStandardError = true, RedirectStandardOutput = true } };
        bash.StartInfo.Environment["NOTES"] = _folder;
        bash.StartInfo.Environment["PATH"] = $"{In("bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        bash.Start();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        try
        {
            Task<string> output = bash.StandardOutput.ReadToEndAsync(deadline.Token);
            string errors = await bash.StandardError.ReadToEndAsync(deadline.Token);
            await output;
            await bash.WaitForExitAsync(deadline.Token);
            Assert.Equal((0, ""), (bash.ExitCode, errors));
        }
        finally
        {
            if (!bash.HasExited)
            {
                bash.Kill(entireProcessTree: true);
            }
        }
    }
}
