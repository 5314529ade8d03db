namespace Steadfast.WebApp.Database;

/// <summary>Source of the password to sign in with.</summary>
internal interface IPasswordSource
{
    /// <summary>Gets ready what takes time. Called before every connection, new or not.</summary>
    ValueTask PrepareAsync();

    /// <summary>The password of this moment. Called for every new connection; does not wait.</summary>
    /// <exception cref="DatabaseFailureException">There is none (<see cref="FailureKind.NoCredential"/>).</exception>
    string Read();
}
