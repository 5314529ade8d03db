namespace Steadfast.WebApp.Edge;

/// <summary>The description of the API, served at <c>/openapi/v1.json</c>.</summary>
internal static class ApiDocument
{
    /// <summary>Registers it.</summary>
    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi(static document => document.AddDocumentTransformer(static (description, _, _) =>
    {
        description.Info = new() { Title = "Steadfast web application", Version = "1" };
        // Each answer comes from another instance: the address is that of whoever asks.
        description.Servers = [];
        return Task.CompletedTask;
    }));
}
