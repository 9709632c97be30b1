namespace Tollgate.Hosting.Embedded;

/// <summary>A data folder that can't be used. The message is one sentence for the person who named the folder.</summary>
public sealed class EmbeddedStorageException(string message, Exception? innerException = null) : Exception(message, innerException);
