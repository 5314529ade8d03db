using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Options;

namespace Steadfast.WebApp.Database;

internal static class DatabaseSetup
{
    /// <summary>Registers the database if one is configured. The application starts whether or not it can be reached.</summary>
    /// <returns>Whether there is one.</returns>
    public static bool AddDatabase(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<DatabaseOptions>()
            .Bind(builder.Configuration)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        if (string.IsNullOrEmpty(builder.Configuration["STEADFAST_DATABASE_HOST"]))
        {
            return false;
        }

        DatabaseLimits limits = new();
        builder.Services.AddSingleton(limits);
        builder.Services.AddDatabaseResilience(limits);
        builder.Services.AddSingleton<IPasswordSource>(static services => SourceOf(
            services.GetRequiredService<IOptions<DatabaseOptions>>().Value, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<DatabaseConnector>();
        builder.Services.AddSingleton<OwnAccount>();
        builder.Services.AddSingleton<DatabasePools>();
        builder.Services.AddSingleton<Migrations>();
        builder.Services.AddSingleton<DatabaseMonitorState>();
        builder.Services.AddSingleton<DatabaseAccess>();
        builder.Services.AddHostedService<DatabaseMonitor>();
        return true;
    }

    private static IPasswordSource SourceOf(DatabaseOptions options, TimeProvider clock) =>
        options.Entra ? new EntraPassword(Identity(options.IdentityClientId), options.TokenResource, clock) : new FilePassword(options.PasswordFile);

    private static TokenCredential Identity(string clientId) => new ManagedIdentityCredential(
        clientId.Length == 0 ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId));
}
