namespace Platform.Errors;

public readonly partial struct Result
{
    /// <summary>All the values, or all the errors: what is independent is judged whole, so that a caller learns of every fault at once.</summary>
    /// <typeparam name="T1">The type of the first value.</typeparam>
    /// <typeparam name="T2">The type of the second value.</typeparam>
    /// <param name="result1">The first result.</param>
    /// <param name="result2">The second result.</param>
    /// <returns>The values, or the errors as <see cref="Error.Combine"/> puts them together.</returns>
    public static Result<(T1, T2)> Combine<T1, T2>(in Result<T1> result1, in Result<T2> result2)
    {
        if (result1.IsSuccess && result2.IsSuccess)
            return (result1.Value, result2.Value);
        var errors = new ErrorCollector();
        errors.Add(result1);
        errors.Add(result2);
        return errors.ToError();
    }

    /// <summary>All the values, or all the errors: what is independent is judged whole, so that a caller learns of every fault at once.</summary>
    /// <typeparam name="T1">The type of the first value.</typeparam>
    /// <typeparam name="T2">The type of the second value.</typeparam>
    /// <typeparam name="T3">The type of the third value.</typeparam>
    /// <param name="result1">The first result.</param>
    /// <param name="result2">The second result.</param>
    /// <param name="result3">The third result.</param>
    /// <returns>The values, or the errors as <see cref="Error.Combine"/> puts them together.</returns>
    public static Result<(T1, T2, T3)> Combine<T1, T2, T3>(in Result<T1> result1, in Result<T2> result2, in Result<T3> result3)
    {
        if (result1.IsSuccess && result2.IsSuccess && result3.IsSuccess)
            return (result1.Value, result2.Value, result3.Value);
        var errors = new ErrorCollector();
        errors.Add(result1);
        errors.Add(result2);
        errors.Add(result3);
        return errors.ToError();
    }

    /// <summary>All the values, or all the errors: what is independent is judged whole, so that a caller learns of every fault at once.</summary>
    /// <typeparam name="T1">The type of the first value.</typeparam>
    /// <typeparam name="T2">The type of the second value.</typeparam>
    /// <typeparam name="T3">The type of the third value.</typeparam>
    /// <typeparam name="T4">The type of the fourth value.</typeparam>
    /// <param name="result1">The first result.</param>
    /// <param name="result2">The second result.</param>
    /// <param name="result3">The third result.</param>
    /// <param name="result4">The fourth result.</param>
    /// <returns>The values, or the errors as <see cref="Error.Combine"/> puts them together.</returns>
    public static Result<(T1, T2, T3, T4)> Combine<T1, T2, T3, T4>(in Result<T1> result1, in Result<T2> result2, in Result<T3> result3, in Result<T4> result4)
    {
        if (result1.IsSuccess && result2.IsSuccess && result3.IsSuccess && result4.IsSuccess)
            return (result1.Value, result2.Value, result3.Value, result4.Value);
        var errors = new ErrorCollector();
        errors.Add(result1);
        errors.Add(result2);
        errors.Add(result3);
        errors.Add(result4);
        return errors.ToError();
    }

    /// <summary>All the values, or all the errors: what is independent is judged whole, so that a caller learns of every fault at once.</summary>
    /// <typeparam name="T1">The type of the first value.</typeparam>
    /// <typeparam name="T2">The type of the second value.</typeparam>
    /// <typeparam name="T3">The type of the third value.</typeparam>
    /// <typeparam name="T4">The type of the fourth value.</typeparam>
    /// <typeparam name="T5">The type of the fifth value.</typeparam>
    /// <param name="result1">The first result.</param>
    /// <param name="result2">The second result.</param>
    /// <param name="result3">The third result.</param>
    /// <param name="result4">The fourth result.</param>
    /// <param name="result5">The fifth result.</param>
    /// <returns>The values, or the errors as <see cref="Error.Combine"/> puts them together.</returns>
    public static Result<(T1, T2, T3, T4, T5)> Combine<T1, T2, T3, T4, T5>(
        in Result<T1> result1, in Result<T2> result2, in Result<T3> result3, in Result<T4> result4,
        in Result<T5> result5)
    {
        if (result1.IsSuccess && result2.IsSuccess && result3.IsSuccess && result4.IsSuccess && result5.IsSuccess)
            return (result1.Value, result2.Value, result3.Value, result4.Value, result5.Value);
        var errors = new ErrorCollector();
        errors.Add(result1);
        errors.Add(result2);
        errors.Add(result3);
        errors.Add(result4);
        errors.Add(result5);
        return errors.ToError();
    }

    /// <summary>All the values, or all the errors: what is independent is judged whole, so that a caller learns of every fault at once.</summary>
    /// <typeparam name="T1">The type of the first value.</typeparam>
    /// <typeparam name="T2">The type of the second value.</typeparam>
    /// <typeparam name="T3">The type of the third value.</typeparam>
    /// <typeparam name="T4">The type of the fourth value.</typeparam>
    /// <typeparam name="T5">The type of the fifth value.</typeparam>
    /// <typeparam name="T6">The type of the sixth value.</typeparam>
    /// <param name="result1">The first result.</param>
    /// <param name="result2">The second result.</param>
    /// <param name="result3">The third result.</param>
    /// <param name="result4">The fourth result.</param>
    /// <param name="result5">The fifth result.</param>
    /// <param name="result6">The sixth result.</param>
    /// <returns>The values, or the errors as <see cref="Error.Combine"/> puts them together.</returns>
    public static Result<(T1, T2, T3, T4, T5, T6)> Combine<T1, T2, T3, T4, T5, T6>(
        in Result<T1> result1, in Result<T2> result2, in Result<T3> result3, in Result<T4> result4,
        in Result<T5> result5, in Result<T6> result6)
    {
        if (result1.IsSuccess && result2.IsSuccess && result3.IsSuccess && result4.IsSuccess && result5.IsSuccess && result6.IsSuccess)
            return (result1.Value, result2.Value, result3.Value, result4.Value, result5.Value, result6.Value);
        var errors = new ErrorCollector();
        errors.Add(result1);
        errors.Add(result2);
        errors.Add(result3);
        errors.Add(result4);
        errors.Add(result5);
        errors.Add(result6);
        return errors.ToError();
    }

    /// <summary>All the values, or all the errors: what is independent is judged whole, so that a caller learns of every fault at once.</summary>
    /// <typeparam name="T1">The type of the first value.</typeparam>
    /// <typeparam name="T2">The type of the second value.</typeparam>
    /// <typeparam name="T3">The type of the third value.</typeparam>
    /// <typeparam name="T4">The type of the fourth value.</typeparam>
    /// <typeparam name="T5">The type of the fifth value.</typeparam>
    /// <typeparam name="T6">The type of the sixth value.</typeparam>
    /// <typeparam name="T7">The type of the seventh value.</typeparam>
    /// <param name="result1">The first result.</param>
    /// <param name="result2">The second result.</param>
    /// <param name="result3">The third result.</param>
    /// <param name="result4">The fourth result.</param>
    /// <param name="result5">The fifth result.</param>
    /// <param name="result6">The sixth result.</param>
    /// <param name="result7">The seventh result.</param>
    /// <returns>The values, or the errors as <see cref="Error.Combine"/> puts them together.</returns>
    public static Result<(T1, T2, T3, T4, T5, T6, T7)> Combine<T1, T2, T3, T4, T5, T6, T7>(
        in Result<T1> result1, in Result<T2> result2, in Result<T3> result3, in Result<T4> result4,
        in Result<T5> result5, in Result<T6> result6, in Result<T7> result7)
    {
        if (result1.IsSuccess && result2.IsSuccess && result3.IsSuccess && result4.IsSuccess && result5.IsSuccess && result6.IsSuccess && result7.IsSuccess)
            return (result1.Value, result2.Value, result3.Value, result4.Value, result5.Value, result6.Value, result7.Value);
        var errors = new ErrorCollector();
        errors.Add(result1);
        errors.Add(result2);
        errors.Add(result3);
        errors.Add(result4);
        errors.Add(result5);
        errors.Add(result6);
        errors.Add(result7);
        return errors.ToError();
    }

    /// <summary>All the values, or all the errors: what is independent is judged whole, so that a caller learns of every fault at once.</summary>
    /// <typeparam name="T1">The type of the first value.</typeparam>
    /// <typeparam name="T2">The type of the second value.</typeparam>
    /// <typeparam name="T3">The type of the third value.</typeparam>
    /// <typeparam name="T4">The type of the fourth value.</typeparam>
    /// <typeparam name="T5">The type of the fifth value.</typeparam>
    /// <typeparam name="T6">The type of the sixth value.</typeparam>
    /// <typeparam name="T7">The type of the seventh value.</typeparam>
    /// <typeparam name="T8">The type of the eighth value.</typeparam>
    /// <param name="result1">The first result.</param>
    /// <param name="result2">The second result.</param>
    /// <param name="result3">The third result.</param>
    /// <param name="result4">The fourth result.</param>
    /// <param name="result5">The fifth result.</param>
    /// <param name="result6">The sixth result.</param>
    /// <param name="result7">The seventh result.</param>
    /// <param name="result8">The eighth result.</param>
    /// <returns>The values, or the errors as <see cref="Error.Combine"/> puts them together.</returns>
    public static Result<(T1, T2, T3, T4, T5, T6, T7, T8)> Combine<T1, T2, T3, T4, T5, T6, T7, T8>(
        in Result<T1> result1, in Result<T2> result2, in Result<T3> result3, in Result<T4> result4,
        in Result<T5> result5, in Result<T6> result6, in Result<T7> result7, in Result<T8> result8)
    {
        if (result1.IsSuccess && result2.IsSuccess && result3.IsSuccess && result4.IsSuccess
            && result5.IsSuccess && result6.IsSuccess && result7.IsSuccess && result8.IsSuccess)
            return (result1.Value, result2.Value, result3.Value, result4.Value, result5.Value, result6.Value, result7.Value, result8.Value);
        var errors = new ErrorCollector();
        errors.Add(result1);
        errors.Add(result2);
        errors.Add(result3);
        errors.Add(result4);
        errors.Add(result5);
        errors.Add(result6);
        errors.Add(result7);
        errors.Add(result8);
        return errors.ToError();
    }

    /// <summary>A success if all are; otherwise all the errors.</summary>
    /// <param name="results">The results.</param>
    /// <returns>A success, or the errors as <see cref="Error.Combine"/> puts them together.</returns>
    public static Result All(params ReadOnlySpan<Result> results)
    {
        var errors = new ErrorCollector();
        foreach (ref readonly var result in results)
            errors.Add(in result);
        return errors.ToResult();
    }

    /// <summary>All the values in order, or all the errors.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="results">The results; enumerated once.</param>
    /// <returns>The values, or the errors as <see cref="Error.Combine"/> puts them together.</returns>
    public static Result<IReadOnlyList<T>> All<T>(IEnumerable<Result<T>> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var values = new List<T>();
        var errors = new ErrorCollector();
        foreach (var result in results)
        {
            if (errors.Add(in result, out var value))
                values.Add(value);
        }
        return errors.HasErrors ? errors.ToError() : values;
    }
}
