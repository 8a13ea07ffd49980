// The program itself: hands over to the commands.
// SPDX-License-Identifier: EUPL-1.2

import CommandLine

@main
struct Main {
    static func main() {
        Dijkwacht.runProgram()
    }
}
