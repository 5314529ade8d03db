using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Scenarios.Twins.FunctionsHost;

namespace Steadfast.Scenarios.Tests.FunctionsHost;

/// <summary>How Core Tools are found and called, and what their environment is.</summary>
[Trait("Category", "fast")]
public sealed class CoreToolsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("steadfast-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_program_is_the_one_that_is_named_or_the_first_on_the_path()
    {
        string named = Touch("named"), onPath = Touch("bin/func");
        string path = $"/no-such:{_folder}/bin:/usr/bin";

        Assert.Equal(named, Find(named, path));
        Assert.Equal(onPath, Find(null, path));
        Assert.Equal(onPath, Find("", path));
        Assert.Null(Find($"{_folder}/no-such", path));
        Assert.Null(Find(null, "/no-such"));
        Assert.Null(Find(null, null));
    }

    [Fact]
    public void Where_it_is_missing_one_sentence_says_where_to_get_it() =>
        Assert.Equal(CoreTools.Missing, Assert.Throws<MachineException>(() => CoreTools.Require(_ => null)).Message);

    [Fact]
    public void It_starts_the_published_app_with_keys_on_one_loopback_address() => Assert.Equal(
        ["start", "--no-build", "--enableAuth", "--address", "127.47.0.1", "--port", "7118"],
        CoreTools.Arguments(new("http://127.47.0.1:7118")));

    [Fact]
    public async Task The_environment_is_that_of_a_deployment_whose_Azure_is_this_machine()
    {
        await using IdentityEndpoint identity = new(new(new("http://127.47.0.1:8092"), "audience", "token", TimeProvider.System));
        CoreToolsHostOptions options = HostUnderTest.Options("/func", "/app", _folder) with
        {
            AppSettings = new Dictionary<string, string?> { ["WatchdogSchedule"] = "* * * * * *", ["Stack__ArmEndpoint"] = "overruled" },
        };

        Dictionary<string, string?> environment = HostEnvironment.Of(options, "the-storage", identity, "/twin/tmp");

        Assert.Equal(new Dictionary<string, string?>
        {
            ["AzureWebJobsSecretStorageType"] = "files",
            ["AzureWebJobsStorage"] = "the-storage",
            ["FUNCTIONS_CORE_TOOLS_TELEMETRY_OPTOUT"] = "1",
            ["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated",
            ["IDENTITY_ENDPOINT"] = "http://127.47.0.1:8092/msi/token",
            ["IDENTITY_HEADER"] = identity.Secret,
            ["SSL_CERT_FILE"] = "/twin/ca.pem",
            ["Stack__ArmAudience"] = "https://management.azure.com/",
            ["Stack__ArmEndpoint"] = "https://127.47.0.1:8443/",
            ["TASKHUB_NAME"] = "twin",
            ["TMPDIR"] = "/twin/tmp",
            ["WatchdogSchedule"] = "* * * * * *",
        }, environment.Where(variable => variable.Value is not null).ToDictionary());
        // What would make another place of this machine, or another identity of the app's.
        Assert.Subset(environment.Where(variable => variable.Value is null).Select(variable => variable.Key).ToHashSet(),
            new HashSet<string> { "CONTAINER_NAME", "WEBSITE_SITE_NAME", "AZURE_CLIENT_SECRET", "AZURE_TOKEN_CREDENTIALS", "HTTPS_PROXY", "SSL_CERT_DIR", "STEADFAST_ARM_TOKEN" });
    }

    [Fact]
    public void Keys_are_where_Core_Tools_look_and_only_their_user_can_read_them()
    {
        string file = HostKeys.FileIn(_folder);
        HostKeys.Write(file, "the-key", "the-master-key");

        Assert.Equal(Path.Combine(_folder, "secrets/functions/secrets/host.json"), file);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(
            """{"masterKey":{"name":"master","value":"the-master-key","encrypted":false},"functionKeys":[{"name":"default","value":"the-key","encrypted":false}],"systemKeys":[]}""",
            File.ReadAllText(file));
    }

    private string? Find(string? named, string? path) => CoreTools.Find(name => name == CoreTools.Variable ? named : path);

    private string Touch(string name)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
        return path;
    }
}
