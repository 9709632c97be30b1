namespace Tollgate.Gateway.Forwarding;

/// <summary>Looks at an upstream's answer before anything of it reaches the client.</summary>
internal interface IAnswerReview
{
    /// <summary>Called once, when the headers are there.</summary>
    /// <param name="response">The answer; only its status and headers are of interest.</param>
    /// <param name="body">The request's body; null without one.</param>
    /// <param name="now">The monotonic time.</param>
    /// <returns>True to keep it from the client, because the request will be tried again.</returns>
    bool Withholds(HttpResponseMessage response, RequestBodyContent? body, TimeSpan now);
}
