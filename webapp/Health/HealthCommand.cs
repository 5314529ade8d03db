namespace Steadfast.WebApp.Health;

/// <summary>
/// <c>dotnet Steadfast.WebApp.dll --health</c>: asks the instance that runs beside it, in the same container, for its health.
/// For images without a shell or curl.
/// </summary>
internal static class HealthCommand
{
    /// <summary>The argument that asks for it.</summary>
    public const string Argument = "--health";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    /// <summary>Returns the exit code: 0 for status 200, 1 for anything else.</summary>
    public static async Task<int> RunAsync()
    {
        var settings = new ConfigurationBuilder().AddEnvironmentVariables("ASPNETCORE_").Build();
        using var client = new HttpClient { Timeout = Deadline };
        try
        {
            using var answer = await client.GetAsync(AddressOf(settings["URLS"], settings["HTTP_PORTS"]));
            return answer.StatusCode == System.Net.HttpStatusCode.OK ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or FormatException)
        {
            await Console.Error.WriteLineAsync($"not healthy: {e.Message}");
            return 1;
        }
    }

    /// <summary>Gives the address at which the instance answers, from the settings that tell it where to listen. An address that means "every one" is asked on loopback.</summary>
    public static Uri AddressOf(string? urls, string? ports)
    {
        // Without either, the server listens on 5000.
        string first = FirstOf(urls) ?? $"http://localhost:{FirstOf(ports) ?? "5000"}";
        var listens = BindingAddress.Parse(first);
        string host = listens.Host is "+" or "*" or "0.0.0.0" or "[::]" ? "127.0.0.1" : listens.Host;
        return new UriBuilder(listens.Scheme, host, listens.Port, HealthApi.Path).Uri;
    }

    private static string? FirstOf(string? list) =>
        list?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();
}
