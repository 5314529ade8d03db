using Microsoft.AspNetCore.Http.HttpResults;
using Steadfast.WebApp.Database;

namespace Steadfast.WebApp.Status;

/// <summary>
/// Makes a trial write for the automation, which has no account in the database and fails nothing over for what web servers only say. Open to the
/// private network without a proxy, like the list of the last requests.
/// </summary>
internal static class WriteTrialApi
{
    /// <summary>Path of the trial.</summary>
    public const string Path = "/status/write";

    public static void MapWriteTrial(this WebApplication app) => app.MapPost(Path, AnswerAsync).ExcludeFromDescription();

    /// <summary>200 whatever the database did: what it did is in the answer. 404 for whoever is not the automation.</summary>
    private static async Task<Results<Ok<WriteReport>, NotFound>> AnswerAsync(HttpContext context, DatabaseAccess database)
    {
        if (!LastRequestsApi.IsFromTheAutomation(context))
        {
            return TypedResults.NotFound();
        }

        try
        {
            await database.WriteOnceAsync(WriteTrial.WriteAsync, context.RequestAborted);
            return TypedResults.Ok(new WriteReport(true, null));
        }
        catch (DatabaseFailureException failure)
        {
            return TypedResults.Ok(new WriteReport(false, DatabaseFailureException.CodeOf(failure.Kind)));
        }
    }
}
